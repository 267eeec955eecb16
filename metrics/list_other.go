//go:build !linux

package metrics

import (
	"strings"
	"time"

	"github.com/shirou/gopsutil/v3/process"
)

// candidates asks gopsutil about every process. Who ends meanwhile is left out.
func candidates() ([]Candidate, error) {
	processes, err := process.ProcessesWithContext(hostEnv())
	if err != nil {
		return nil, err
	}
	all := make([]Candidate, 0, len(processes))
	for _, p := range processes {
		if c, there := candidate(p); there {
			all = append(all, c)
		}
	}
	return all, nil
}

// candidate asks about a process; there is false of one that has ended. What is not
// told of another user's stays unknown.
func candidate(p *process.Process) (c Candidate, there bool) {
	started, err := p.CreateTimeWithContext(hostEnv())
	if err != nil || isDead(p) {
		return Candidate{}, false
	}
	c = Candidate{PID: int(p.Pid), Started: time.UnixMilli(started), CPUTime: Unknown, RSS: Unknown}
	if parent, err := p.PpidWithContext(hostEnv()); err == nil {
		c.Parent = int(parent)
	}
	c.Name, _ = p.NameWithContext(hostEnv())     // "" where it is not known
	c.User, _ = p.UsernameWithContext(hostEnv()) // likewise
	if words, err := p.CmdlineSliceWithContext(hostEnv()); err == nil && len(words) > 0 {
		text := strings.Join(words, "\x00") + "\x00"
		c.Command = text[:min(len(text), maxCommand)]
	}
	if times, err := p.TimesWithContext(hostEnv()); err == nil {
		c.CPUTime = time.Duration((times.User + times.System) * float64(time.Second))
	}
	if memory, err := p.MemoryInfoWithContext(hostEnv()); err == nil {
		c.RSS = int64(memory.RSS)
	}
	return c, true
}
