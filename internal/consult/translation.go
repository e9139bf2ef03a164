package consult

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/survey"
)

// isTranslation reports whether f is in another language than master.
func isTranslation(master, f *survey.Form) bool {
	return primaryLang(master.Lang) != primaryLang(f.Lang)
}

// primaryLang returns the language of a tag without its region: "en" for "en-GB".
func primaryLang(tag string) string {
	primary, _, _ := strings.Cut(tag, "-")
	return strings.ToLower(primary)
}

// checkTranslations adds a finding for each text that a translation lacks, or that is still in
// the words of the original, and for each form in a language that the interface does not have.
func (d *Definition) checkTranslations(all *findings) {
	for i := range d.Forms {
		f := &d.Forms[i]
		translated := slices.ContainsFunc(locale.Languages(), func(l locale.Language) bool {
			return !l.Pseudo && primaryLang(l.Tag) == primaryLang(f.Lang)
		})
		all.warnIf(!translated, Access, "questionnaire/interface-"+f.Edition,
			"The “%s” version of the questionnaire will have buttons and error messages in English, "+
				"because this website is not available in its language.",
			languageOf(f)).inForm(i, FormLocation{Edition: f.Edition, Member: "title"})
		if i > 0 && isTranslation(&d.Forms[0], f) {
			c := translationCheck{findings: &findings{}, index: i, form: f}
			c.compare(d.masterOf(f))
			*all = append(*all, c.summarised()...)
		}
	}
}

// languageOf is the name of the language of f, as an argument of a message.
func languageOf(f *survey.Form) EditionLabel {
	if f.Edition == string(Standard) {
		return EditionLabel(f.Lang)
	}
	return EditionLabel(f.Edition)
}

// masterOf returns the master as the original of f: with the equality questions of the bank if f
// has its own text for them.
func (d *Definition) masterOf(f *survey.Form) *survey.Form {
	isMonitoring := func(p survey.Page) bool { return p.Monitoring }
	master := d.Forms[0]
	if !slices.ContainsFunc(master.Pages, isMonitoring) && slices.ContainsFunc(f.Pages, isMonitoring) {
		master.Pages = slices.Concat(master.Pages, d.EqualityPages())
	}
	return &master
}

// translationCheck compares a translation with the original.
type translationCheck struct {
	*findings
	index int // of form in Definition.Forms
	form  *survey.Form
}

func (c *translationCheck) compare(master *survey.Form) {
	c.text(FormLocation{Member: "title"}, master.Title, c.form.Title, "title")
	c.text(FormLocation{Member: "intro"}, master.Intro, c.form.Intro, "intro")
	for i := range master.Pages {
		p := &master.Pages[i]
		var own survey.Page
		at := slices.IndexFunc(c.form.Pages, func(o survey.Page) bool { return o.ID == p.ID })
		path := []any{"pages"}
		if at >= 0 {
			own, path = c.form.Pages[at], []any{"pages", at}
		}
		c.text(FormLocation{Page: p.ID, Member: "title"}, p.Title, own.Title, append(path, "title")...)
		c.text(FormLocation{Page: p.ID, Member: "intro"}, p.Intro, own.Intro, append(path, "intro")...)
		if p.Repeat != nil && own.Repeat != nil { // survey.CheckEdition refuses it otherwise
			for _, t := range []struct{ member, master, own string }{
				{"item", p.Repeat.Item, own.Repeat.Item}, {"more", p.Repeat.More, own.Repeat.More},
				{"yes", p.Repeat.Yes, own.Repeat.Yes}, {"no", p.Repeat.No, own.Repeat.No},
			} {
				c.text(FormLocation{Page: p.ID, Member: t.member}, t.master, t.own, append(slices.Clone(path), "repeat", t.member)...)
			}
		}
		for j := range p.Questions {
			c.question(p, &p.Questions[j], path)
		}
	}
}

// noTranslation is the message about a text that is not translated.
const noTranslation = "The “%s” version has no translation of “%s”."

// maxGaps is the number of texts without a translation that are listed one by one. A version with more has
// not been translated yet, and its own page shows what is missing.
const maxGaps = 5

// summarised returns the findings, with one instead of those about texts that are not translated if there are many.
func (c *translationCheck) summarised() findings {
	isGap := func(f Finding) bool { return f.Format == noTranslation }
	gaps := 0
	for _, f := range *c.findings {
		if isGap(f) {
			gaps++
		}
	}
	if gaps <= maxGaps {
		return *c.findings
	}
	all := slices.DeleteFunc(*c.findings, isGap)
	all.warnIf(true, Access, "questionnaire/gaps-"+c.form.Edition, "Texts not translated in the “%s” version: %d.",
		EditionLabel(c.form.Edition), gaps).inForm(c.index, FormLocation{Edition: c.form.Edition, Member: "title"})
	return all
}

// question compares question q of the original, which is on page p. path is the page of the
// translation, for a question that it does not have.
func (c *translationCheck) question(p *survey.Page, q *survey.Question, path []any) {
	own := survey.Question{}
	missing := true
	for i := range c.form.Pages {
		for j := range c.form.Pages[i].Questions {
			if found := &c.form.Pages[i].Questions[j]; found.ID == q.ID {
				own, path, missing = *found, []any{"pages", i, "questions", j}, false
			}
		}
	}
	place := FormLocation{Page: p.ID, Question: q.ID, Member: "text"}
	if missing { // one finding, not one for each of its texts
		if q.Text == "" {
			place.Member = "body"
		}
		c.text(place, cmp.Or(q.Text, q.Body), "", path...)
		return
	}
	within := func(steps ...any) []any { return slices.Concat(path, steps) }
	c.text(place, q.Text, own.Text, within("text")...)
	place.Member = "hint"
	c.text(place, q.Hint, own.Hint, within("hint")...)
	place.Member = "body"
	c.text(place, q.Body, own.Body, within("body")...)
	place.Member = "patternHelp"
	c.text(place, q.PatternHelp, own.PatternHelp, within("pattern-help")...)
	for _, list := range []struct {
		name        string
		master, own []survey.Option
	}{{"options", q.Options, own.Options}, {"rows", q.Rows, own.Rows}, {"wordings", q.TextList(), own.TextList()}} {
		for _, o := range list.master {
			at := slices.IndexFunc(list.own, func(own survey.Option) bool { return own.ID == o.ID })
			place.Option = o.ID
			switch {
			case at < 0 && list.name == "wordings":
				place.Member = "wordings.text"
				c.text(place, cmp.Or(o.Text, o.Hint, o.Body), "", path...)
				continue
			case at < 0:
				continue // survey.CheckEdition refuses it
			}
			for _, t := range []struct{ member, master, own string }{
				{"text", o.Text, list.own[at].Text}, {"hint", o.Hint, list.own[at].Hint}, {"body", o.Body, list.own[at].Body},
			} {
				place.Member = list.name + "." + t.member
				c.text(place, t.master, t.own, within(list.name, at, t.member)...)
			}
		}
	}
}

// text compares one text with that of the original.
func (c *translationCheck) text(place FormLocation, master, own string, path ...any) {
	master, own = strings.TrimSpace(master), strings.TrimSpace(own)
	if !strings.ContainsFunc(master, unicode.IsLetter) {
		return // nothing to translate: a number, or nothing at all
	}
	place.Edition = c.form.Edition
	code := strings.TrimSuffix(fmt.Sprintf("questionnaire/gap-%s-%s.%s.%s", c.form.Edition,
		cmp.Or(place.Question, place.Page), place.Option, place.Member), ".")
	original := shorten(master)
	var found *Finding
	switch {
	case own == "":
		found = c.warnIf(true, Access, code, noTranslation, EditionLabel(c.form.Edition), original)
	case !strings.ContainsFunc(own, unicode.IsLetter):
		found = c.warnIf(true, Access, code, "The “%s” version has only “%s” where the original has “%s”.",
			EditionLabel(c.form.Edition), shorten(own), original)
	case own != master || isSameInAllLanguages(master):
		return
	case isOneName(master):
		found = c.hintIf(true, Access, code,
			"“%[2]s” is the same in the original and in the “%[1]s” version. Check that it needs no translation.",
			EditionLabel(c.form.Edition), original)
	default:
		found = c.warnIf(true, Access, code, "The “%s” version still has the words of the original: “%s”.",
			EditionLabel(c.form.Edition), original)
	}
	found.inForm(c.index, place)
	found.Path = slices.Concat(found.Path, path)
}

// sameWords are words that people write alike in the languages of this country.
var sameWords = []string{
	"app", "bsl", "email", "e-mail", "facebook", "gmail", "google", "instagram", "internet", "linkedin", "nextdoor", "ok", "online",
	"pdf", "sms", "teams", "tiktok", "twitter", "wifi", "whatsapp", "x", "youtube", "zoom",
}

// isSameInAllLanguages reports whether text is not translated: web and email addresses,
// abbreviations, and the words of sameWords.
func isSameInAllLanguages(text string) bool {
	for word := range strings.FieldsSeq(text) {
		word = strings.Trim(word, ".,;:()/&+-–")
		isAddress := strings.Contains(word, "://") || strings.Contains(word, "@") || strings.HasPrefix(word, "www.")
		isAbbreviation := word == strings.ToUpper(word) && len(word) <= 6
		if !isAddress && !isAbbreviation && !slices.Contains(sameWords, strings.ToLower(word)) {
			return false
		}
	}
	return true
}

// isOneName reports whether text may be a name, which is the same in both languages: one word,
// or words that all begin with a capital letter, such as "North West Leicestershire".
func isOneName(text string) bool {
	words := strings.Fields(text)
	return len(words) == 1 || len(words) <= 5 && !slices.ContainsFunc(words, func(w string) bool {
		first := []rune(w)[0]
		return unicode.IsLetter(first) && !unicode.IsUpper(first)
	})
}

// shorten returns the beginning of a text, on one line.
func shorten(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if r := []rune(text); len(r) > 80 {
		return strings.TrimSpace(string(r[:80])) + "…"
	}
	return text
}
