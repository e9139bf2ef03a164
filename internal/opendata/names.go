package opendata

import (
	"strings"

	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// ChannelName is what a channel is called, in the language of p.
func ChannelName(p *locale.Printer, channel string) string {
	if words := analysis.Channel(channel).Label().In(p); words != "" {
		return words
	}
	return channel
}

// EditionName is the name of an edition: one that everybody knows, or what the
// council calls it.
func EditionName(p *locale.Printer, edition string) string {
	switch edition {
	case "":
		return ""
	case "standard":
		return p.Say("Standard")
	case "easy-read":
		return p.Say("Easy Read")
	case "large-print":
		return p.Say("Large print")
	}
	if locale.IsTag(edition) {
		return p.LanguageName(edition)
	}
	name := strings.ReplaceAll(edition, "-", " ")
	return strings.ToUpper(name[:1]) + name[1:]
}
