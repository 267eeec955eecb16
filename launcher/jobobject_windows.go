package launcher

import (
	"fmt"
	"os"
	"unsafe"

	"golang.org/x/sys/windows"
)

// jobObject holds a worker and all that it starts. The kernel ends them when its
// last handle is closed, however Poolscope ends (JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE
// of JOBOBJECT_BASIC_LIMIT_INFORMATION).
type jobObject struct{ handle windows.Handle }

// newJobObject puts a process into a job of its own. Before that it cannot have
// started anything: a worker first waits for its pool's greeting. Nothing of the
// kind holds for a speaker, whose first children may escape.
func newJobObject(p *os.Process) (jobObject, error) {
	handle, err := windows.CreateJobObject(nil, nil)
	if err != nil {
		return jobObject{}, fmt.Errorf("make a job object: %w", err)
	}
	job := jobObject{handle}
	var limit windows.JOBOBJECT_EXTENDED_LIMIT_INFORMATION
	limit.BasicLimitInformation.LimitFlags = windows.JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE
	if _, err := windows.SetInformationJobObject(handle, windows.JobObjectExtendedLimitInformation,
		uintptr(unsafe.Pointer(&limit)), uint32(unsafe.Sizeof(limit))); err != nil {
		job.close()
		return jobObject{}, fmt.Errorf("limit a job object: %w", err)
	}
	var assign error
	if err := p.WithHandle(func(process uintptr) {
		assign = windows.AssignProcessToJobObject(handle, windows.Handle(process))
	}); err != nil {
		assign = err
	}
	if assign != nil {
		job.close()
		return jobObject{}, fmt.Errorf("put the worker into its job object: %w", assign)
	}
	return job, nil
}

// end ends every process of the job.
func (j jobObject) end() { _ = windows.TerminateJobObject(j.handle, 1) }

// close lets go of the job, which ends what is left of it.
func (j jobObject) close() { _ = windows.CloseHandle(j.handle) }
