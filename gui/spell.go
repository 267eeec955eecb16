package gui

import (
	"slices"

	"github.com/poolscope/poolscope/gui/chart"
	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/run"
)

// shapeOf returns the shape of spells of a kind.
func shapeOf(k run.SpellKind) chart.SpellKind {
	switch k {
	case run.HeldBack, run.Gated:
		return chart.Held
	case run.SendsResult:
		return chart.Sending
	case run.StandsStill:
		return chart.Halted
	case run.AwaitsInput, run.NoSpell:
	}
	return chart.Awaiting
}

// spellText is what the readout says of a lane in a spell of a kind, after its name.
func spellText(k run.SpellKind) string {
	switch k {
	case run.HeldBack:
		return tr.T("is idle: the tasks are held")
	case run.Gated:
		return tr.T("is idle: the plan lets no task start yet")
	case run.SendsResult:
		return tr.T("has ended its task: the result is on its way")
	case run.StandsStill:
		return tr.T("stands still: its process is stopped")
	case run.AwaitsInput:
		return tr.T("is idle: it waits for the next input")
	case run.NoSpell:
	}
	return ""
}

// leastSending is for how many seconds a result is on its way at the least for that to be
// said: two of the distances that samples usually have, so that one of them is within,
// whatever the phase, and the line of the processor tells what was done meanwhile. On a busy
// machine it takes tens of milliseconds until it is the pool's turn, and nothing is wrong.
const leastSending = 0.2

// worthSaying tells that a spell is long enough to mean something.
func worthSaying(s run.Spell) bool {
	return s.Kind != run.SendsResult || s.To-s.From >= leastSending
}

// spellsSince returns the spells that go on after an instant.
func spellsSince(all []run.Spell, from float64) []chart.Spell {
	var seen []chart.Spell
	for _, s := range all {
		if s.To >= from && worthSaying(s) {
			seen = append(seen, chart.Spell{From: s.From, To: s.To, Kind: shapeOf(s.Kind), Text: spellText(s.Kind)})
		}
	}
	return seen
}

// spellKeys names the shapes of the spells that a run has had so far, whatever part of it is
// seen: the legend should not come and go as the picture moves.
func spellKeys(s *run.Snapshot) []chart.Key {
	had := map[chart.SpellKind]bool{}
	for _, spell := range s.Idle {
		had[shapeOf(spell.Kind)] = true
	}
	for _, l := range s.Lanes {
		for _, spell := range l.Spells {
			had[shapeOf(spell.Kind)] = had[shapeOf(spell.Kind)] || worthSaying(spell)
		}
	}
	var keys []chart.Key
	for kind, name := range [...]string{chart.Awaiting: tr.T("waits for input"), chart.Held: tr.T("held back"), chart.Sending: tr.T("result on its way"), chart.Halted: tr.T("stopped")} {
		if had[chart.SpellKind(kind)] {
			keys = append(keys, chart.SpellKey(chart.SpellKind(kind), name))
		}
	}
	return slices.Clip(keys)
}
