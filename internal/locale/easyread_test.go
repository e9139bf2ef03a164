package locale

import (
	"slices"
	"strings"
	"testing"
)

// Easy Read has short sentences, and says nothing in a longer way than English does.
func TestEasyReadSentencesAreShort(t *testing.T) {
	// Department of Health, "Making written information easier to understand for people with learning disabilities"
	// (2010): ten to 15 words.
	const mostWords = 15
	all, easy, trouble := findMessages(t), For(EasyRead), troublePattern()
	if len(easy.messages) < 50 || easy.Lang() != "en" || easy.Variant() != EasyRead || Supports(EasyRead) {
		t.Fatalf("%d messages, language %q, variant %q", len(easy.messages), easy.Lang(), easy.Variant())
	}
	for english, said := range easy.messages {
		if all[english] == nil {
			t.Errorf("Easy Read has %q, which is not used", english)
		}
		if !slices.Equal(placeholders(said), placeholders(english)) || countBrackets(said) != countBrackets(english) {
			t.Errorf("%q has other placeholders or brackets than %q", said, english)
		}
		for sentence := range strings.SplitSeq(strings.NewReplacer("? ", ". ", "! ", ". ", ".] ", ". ").Replace(said), ". ") {
			if n := len(strings.Fields(sentence)); n > mostWords {
				t.Errorf("%q has %d words", sentence, n)
			}
		}
		if word := trouble.FindString(said); word != "" {
			t.Errorf("%q has the words %q", said, word)
		}
		for _, hard := range []string{"withdraw", "consultation", "response", "fingerprint", "record", "valid", "monitoring"} {
			if strings.Contains(strings.ToLower(said), hard) {
				t.Errorf("%q says %q", said, hard)
			}
		}
	}
}
