package opendata

import (
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/survey"
)

// ChannelName returns the name of a channel in the language of p.
func ChannelName(p *locale.Printer, channel string) string {
	if words := analysis.Channel(channel).Label().In(p); words != "" {
		return words
	}
	return channel
}

// EditionName returns the name of an edition of a questionnaire in the language of
// p.
func EditionName(p *locale.Printer, edition string) string {
	return consult.EditionLabel(edition).In(p)
}

// StateName returns the name of a state of an answer in the language of p.
func StateName(p *locale.Printer, s survey.AnswerState) string {
	switch s {
	case survey.PreferNotToSay:
		return p.Say("Prefer not to say")
	case survey.Skipped:
		return p.Say("Left blank")
	case survey.NotAsked:
		return p.Say("Not asked")
	case survey.NotValid:
		return p.Say("Not valid")
	}
	return p.Say("Answered")
}

// GroupName returns the name of a group of people. That of a state is in the language of p.
func GroupName(p *locale.Printer, g analysis.Group) string {
	if g.State != "" {
		return StateName(p, g.State)
	}
	return g.Name
}
