package locale

import "testing"

// A label within a sentence begins small, unless it is an abbreviation.
func TestLabelsWithinSentencesBeginSmall(t *testing.T) {
	for label, want := range map[string]string{
		"Religion or belief": "religion or belief", "NHS trust": "NHS trust", "High": "high", "Życie": "życie", "નીચું": "નીચું",
		"A4 paper": "A4 paper", "A": "a", "": "", "“Parks”": "“Parks”",
	} {
		if got := Inside(text(label)).In(nil); got != want {
			t.Errorf("%q within a sentence is %q, want %q", label, got, want)
		}
	}
}

type text string

func (t text) In(*Printer) string { return string(t) }
