package locale

import (
	"io/fs"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	tmpl "text/template/parse"
)

// troubleWords are signs of a sentence that a council would not publish. Name who is meant (resident, officer,
// respondent, colleague, you), and use the usual word for a thing or an action: see docs/glossary.md.
var troubleWords = []string{
	"somebody", "somebody's", "nobody", "nobody's", "anybody", "anybody's", "everybody", "everybody's", "whoever", "whomever",
	"what became of", "what becomes of", "what came of", "what comes of", "that which", "for whom", "by which", "of which",
	"take out", "takes out", "taken out", "took out", "take back", "takes back", "taken back", "take it back", "take this back",
	"mend", "mends", "mended", "mending", "let in", "lets in", "bear", "bears", "borne",
	"stands", "as things stand", "desk", "custody", "the house", "bundle", "bundles",
	"hears", "heard of", "keeps", "tells", "goes on", "go on",
}

// excusedSentences may contain a trouble word, each for the given reason.
var excusedSentences = map[string]string{}

func troublePattern() *regexp.Regexp {
	quoted := make([]string, len(troubleWords))
	for i, words := range troubleWords {
		quoted[i] = strings.ReplaceAll(regexp.QuoteMeta(words), " ", `\s+`)
	}
	return regexp.MustCompile(`(?i)\b(` + strings.Join(quoted, "|") + `)\b`)
}

// The check covers messages, errors for people and the text of templates.
func TestSentencesHaveNoTroubleWords(t *testing.T) {
	pattern, seen := troublePattern(), map[string]bool{}
	check := func(text, file string) {
		plain := strings.ReplaceAll(text, "’", "'")
		if words := pattern.FindString(plain); words != "" {
			if excusedSentences[text] != "" {
				seen[text] = true
				return
			}
			t.Errorf("%s: %q has the words %q", file, text, words)
		}
	}
	all := findMessages(t)
	for _, english := range slices.Sorted(maps.Keys(all)) {
		check(english, all[english].files[0])
		check(all[english].one, all[english].files[0])
	}
	root := os.DirFS("../..")
	_, templates := sources(t, root)
	for _, name := range templates {
		for _, text := range templateTexts(t, root, name) {
			check(text, name)
		}
	}
	for sentence := range excusedSentences {
		if !seen[sentence] {
			t.Errorf("the excused sentence %q is not used any more", sentence)
		}
	}
}

var tagPattern = regexp.MustCompile(`(?s)<[^>]*>?|[^<]*>`)

// templateTexts are the texts between the actions and tags of a template.
func templateTexts(t *testing.T, root fs.FS, name string) (all []string) {
	var walk func(n tmpl.Node)
	list := func(n *tmpl.ListNode) {
		if n != nil {
			for _, one := range n.Nodes {
				walk(one)
			}
		}
	}
	walk = func(n tmpl.Node) {
		switch n := n.(type) {
		case *tmpl.TextNode:
			text := strings.Join(strings.Fields(tagPattern.ReplaceAllString(string(n.Text), " ")), " ")
			if text != "" {
				all = append(all, text)
			}
		case *tmpl.IfNode:
			list(n.List)
			list(n.ElseList)
		case *tmpl.RangeNode:
			list(n.List)
			list(n.ElseList)
		case *tmpl.WithNode:
			list(n.List)
			list(n.ElseList)
		}
	}
	for _, tree := range parseTemplate(t, root, name) {
		list(tree.Root)
	}
	return all
}

func TestTroubleWordsAreFound(t *testing.T) {
	pattern := troublePattern()
	for text, want := range map[string]bool{
		"Nobody has responded yet.":               true,
		"What became\nof it":                      true,
		"Take it back":                            true,
		"The page stands open.":                   true,
		"Add the body that decided, like Cabinet": false,
		"Understand, amend and recommend":         false,
	} {
		if got := pattern.MatchString(text); got != want {
			t.Errorf("%q: %t, want %t", text, got, want)
		}
	}
}
