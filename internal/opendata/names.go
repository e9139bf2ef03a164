package opendata

import (
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/locale"
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
