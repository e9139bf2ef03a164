// Package interchange reads questionnaires of other systems: XLSForm workbooks and LimeSurvey structures (.lss).
//
// What a questionnaire of ours cannot have, or what is not certain, is not guessed: it is listed by question, so that an officer
// adds it by hand.
package interchange

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"

	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/survey"
)

// MaxBytes is the size of the largest file.
const MaxBytes = 4 << 20

// Questionnaire is what was read from a file.
type Questionnaire struct {
	Pages []survey.Page // without ids
	Lost  []Lost        // in the order of the file
}

// Lost is something of a question that could not be carried.
type Lost struct {
	Question string // its text or, without one, its code
	Message  locale.LazyMessage
}

// maxLost is how much of what was lost is listed.
const maxLost = 300

// Read reads a questionnaire. Its error is a fault.Invalid that says what to do.
func Read(data []byte) (*Questionnaire, error) {
	if len(data) > MaxBytes {
		return nil, fault.Newf(fault.TooLarge, "The file must be %d MB or smaller.", MaxBytes>>20)
	}
	var q *Questionnaire
	var err error
	if bytes.HasPrefix(data, []byte("PK")) {
		q, err = readXLSForm(data)
	} else {
		q, err = readLSS(data)
	}
	if err != nil {
		return nil, err
	}
	questions := 0
	for i := range q.Pages {
		questions += len(q.Pages[i].Questions)
	}
	if questions == 0 {
		return nil, fault.New(fault.Invalid, "The file has no question that we can read.")
	}
	q.Lost = q.Lost[:min(len(q.Lost), maxLost)]
	return q, nil
}

func unreadable(err error) error {
	return &fault.Error{Kind: fault.Invalid, Err: err,
		Say: "We could not read this file. Select an XLSForm workbook (.xlsx) or a LimeSurvey structure (.lss)."}
}

// builderOf collects the pages of a questionnaire.
type builderOf struct {
	out  Questionnaire
	page *survey.Page
}

// lose lists something that cannot be carried.
//
//locale:message 1
func (b *builderOf) lose(question, message string, args ...any) {
	if len(b.out.Lost) < maxLost {
		b.out.Lost = append(b.out.Lost, Lost{cut(plain(question), survey.MaxTitle), locale.Lazy(message, args...)})
	}
}

// newPage begins a page.
func (b *builderOf) newPage(title, intro string) {
	b.finish()
	b.page = &survey.Page{Title: cut(plain(title), survey.MaxTitle), Intro: cut(plain(intro), survey.MaxBody)}
}

// finish adds the page, unless nothing is on it.
func (b *builderOf) finish() {
	if b.page != nil && len(b.page.Questions) > 0 {
		b.out.Pages = append(b.out.Pages, *b.page)
	}
	b.page = nil
}

// add adds a question.
func (b *builderOf) add(q survey.Question) {
	if b.page == nil {
		b.page = &survey.Page{}
	}
	name := q.Text
	if q.Text = plain(q.Text); utf8.RuneCountInString(q.Text) > survey.MaxQuestionText {
		b.lose(name, "Its wording is longer than %d characters and was shortened.", survey.MaxQuestionText)
		q.Text = cut(q.Text, survey.MaxQuestionText)
	}
	if hint := plain(q.Hint); utf8.RuneCountInString(hint) > survey.MaxTitle {
		q.Hint, q.Body = "", cut(hint, survey.MaxBody)
	} else {
		q.Hint = hint
	}
	q.Options = b.list(name, q.Options, survey.MaxOptions, q.Kind != survey.Ranking, &q.PreferNotToSay)
	q.Rows = b.list(name, q.Rows, survey.MaxRows, false, nil)
	b.page.Questions = append(b.page.Questions, q)
}

// list returns options or rows that a question can have.
func (b *builderOf) list(question string, all []survey.Option, most int, refusable bool, preferNotToSay *bool) (kept []survey.Option) {
	seen := map[string]bool{}
	for _, o := range all {
		o.Text = plain(o.Text)
		switch {
		case o.Text == "":
			b.lose(question, "An answer or row has no text and was left out.")
			continue
		case seen[o.Text]:
			b.lose(question, "“%s” is there twice and was left out once.", o.Text)
			continue
		case refusable && survey.MeansPreferNotToSay(o.Text):
			*preferNotToSay = true
			continue
		}
		seen[o.Text] = true
		if utf8.RuneCountInString(o.Text) > survey.MaxTitle {
			b.lose(question, "“%s” was shortened.", cut(o.Text, 60))
			o.Text = cut(o.Text, survey.MaxTitle)
		}
		kept = append(kept, o)
	}
	if len(kept) > most {
		b.lose(question, "It has more than %d answers or rows. Those after them were left out.", most)
		kept = kept[:most]
	}
	return kept
}

// cut returns at most n characters of text.
func cut(text string, n int) string {
	if runes := []rune(text); len(runes) > n {
		return string(runes[:n])
	}
	return text
}

// breaking are elements of HTML that begin a line.
var breaking = map[string]bool{"p": true, "br": true, "div": true, "li": true, "tr": true, "h1": true, "h2": true, "h3": true, "h4": true}

// plain returns the text of HTML, without characters that cannot be seen.
func plain(markup string) string {
	if strings.ContainsAny(markup, "<&") {
		var b strings.Builder
		tokens := html.NewTokenizer(strings.NewReader(markup))
		hidden := ""
		for {
			kind := tokens.Next()
			if kind == html.ErrorToken {
				break
			}
			name, _ := tokens.TagName()
			switch tag := string(name); {
			case kind == html.TextToken && hidden == "":
				b.Write(tokens.Text())
			case kind == html.StartTagToken && (tag == "script" || tag == "style"):
				hidden = tag
			case kind == html.EndTagToken && tag == hidden:
				hidden = ""
			case breaking[tag]:
				b.WriteByte('\n')
			}
		}
		markup = html.UnescapeString(b.String())
	}
	markup = strings.Map(func(r rune) rune {
		if r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 || r == utf8.RuneError || r == 0xA0 {
			return ' '
		}
		return r
	}, survey.CleanText(markup))
	var lines []string
	for line := range strings.Lines(markup) {
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, " ")
}

// Pasted returns what was read in the form in which the builder adds it to a questionnaire.
func (q *Questionnaire) Pasted() *builder.Pasted { return &builder.Pasted{Pages: q.Pages} }
