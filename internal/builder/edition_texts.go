package builder

import (
	"slices"
	"strings"

	"golang.org/x/text/language"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/survey"
)

// EditionTexts is an edition of the questionnaire beside its master.
type EditionTexts struct {
	Edition, Lang string
	Pages         []EditionPage
	Problems      []string // what survey.CheckEdition says, in English
}

// EditionPage is one page of the master.
type EditionPage struct {
	ID, Title string
	Texts     []EditionText
}

// EditionText is one text of the master and the edition's own.
type EditionText struct {
	FieldName   string // of the field: what it is and of what
	Part        string // "title", "intro", "text", "hint", "body", "option", "row"
	OwnerID     string // the id of the page or question
	Master, Own string
	Multiline   bool // it may have several lines
	Stale       bool // the master text is not the one it was made from
	Key         string
}

// EditionIndex returns the place of the edition in the forms of def, or -1. The
// master is none.
func EditionIndex(def *consult.Definition, edition string) int {
	for i := 1; i < len(def.Forms); i++ {
		if def.Forms[i].Edition == edition {
			return i
		}
	}
	return -1
}

func EditionNotFound() error {
	return fault.New(fault.NotFound, "This version no longer exists. Go back to the list of formats and translations.")
}

// masterWithEquality is what form i is an edition of: the master, with the equality
// questions for an edition that must bring its own words for them.
func masterWithEquality(def *consult.Definition, i int) *survey.Form {
	master := def.Forms[0]
	own := slices.ContainsFunc(master.Pages, func(p survey.Page) bool { return p.Monitoring })
	brings := slices.ContainsFunc(def.Forms[i].Pages, func(p survey.Page) bool { return p.Monitoring })
	if !own && (brings || !strings.HasPrefix(def.Forms[i].Lang, "en")) {
		master.Pages = slices.Concat(master.Pages, def.EqualityPages())
	}
	return &master
}

// NewEditionTexts returns the texts of form i of def next to those of the original. stale reports
// whether a text was written for an earlier original; with a nil stale no text is marked.
func NewEditionTexts(def *consult.Definition, i int, stale func(key, text, original string) bool) *EditionTexts {
	master, f := masterWithEquality(def, i), &def.Forms[i]
	sheet := &EditionTexts{Edition: f.Edition, Lang: f.Lang}
	add := func(p *EditionPage, what, of, option, master, own string, long bool) {
		if strings.TrimSpace(master) == "" {
			return
		}
		t := EditionText{FieldName: what + "--" + of, Part: what, OwnerID: of, Master: master, Own: own, Multiline: long}
		if option != "" {
			t.FieldName += "--" + option
		}
		t.Key = "form/" + f.Edition + "/" + t.FieldName
		t.Stale = stale != nil && stale(t.Key, own, master)
		p.Texts = append(p.Texts, t)
	}
	head := EditionPage{}
	add(&head, "title", "form", "", master.Title, f.Title, false)
	add(&head, "intro", "form", "", master.Intro, f.Intro, true)
	sheet.Pages = append(sheet.Pages, head)
	for k := range master.Pages {
		p := &master.Pages[k]
		own := survey.Page{}
		if at := PageIndex(f, p.ID); at >= 0 {
			own = f.Pages[at]
		}
		page := EditionPage{ID: p.ID, Title: p.Title}
		add(&page, "page-title", p.ID, "", p.Title, own.Title, false)
		add(&page, "page-intro", p.ID, "", p.Intro, own.Intro, true)
		for j := range p.Questions {
			q := &p.Questions[j]
			var is survey.Question
			if at, on := QuestionIndex(f, q.ID); at >= 0 {
				is = f.Pages[at].Questions[on]
			}
			add(&page, "text", q.ID, "", q.Text, is.Text, false)
			add(&page, "hint", q.ID, "", q.Hint, is.Hint, false)
			add(&page, "body", q.ID, "", q.Body, is.Body, true)
			for _, list := range []struct {
				what      string
				here, own []survey.Option
			}{{"option", q.Options, is.Options}, {"row", q.Rows, is.Rows}} {
				for _, o := range list.here {
					mine := optionByID(list.own, o.ID)
					add(&page, list.what, q.ID, o.ID, o.Text, mine.Text, false)
					add(&page, list.what+"-hint", q.ID, o.ID, o.Hint, mine.Hint, false)
				}
			}
		}
		sheet.Pages = append(sheet.Pages, page)
	}
	if err := survey.CheckEdition(master, f); err != nil {
		sheet.Problems = strings.Split(err.Error(), "\n")
	}
	return sheet
}

func optionByID(list []survey.Option, id string) survey.Option {
	for _, o := range list {
		if o.ID == id {
			return o
		}
	}
	return survey.Option{}
}

// AddEdition adds an edition of the questionnaire without words, and returns its
// name: the format, the language, or both.
func AddEdition(def *consult.Definition, format consult.Format, lang string) (string, error) {
	tag, err := language.Parse(strings.TrimSpace(lang))
	if err != nil || tag == language.Und {
		return "", fault.New(fault.Invalid, "Enter a language code, like en, gu or zh-Hant.")
	}
	lang = tag.String()
	name := string(format)
	switch {
	case format == consult.Translation:
		name = strings.ToLower(lang)
	case format != consult.EasyRead && format != consult.LargePrint:
		return "", fault.New(fault.Invalid, "Select translation, Easy Read or large print.")
	case !strings.HasPrefix(lang, "en"):
		name += "-" + strings.ToLower(lang)
	}
	master := MasterForm(def)
	if EditionIndex(def, name) >= 0 || master.Edition == name || format == consult.Translation && lang == master.Lang {
		return "", fault.New(fault.Invalid, "The questionnaire already has a version in that format or language.")
	}
	f := survey.Form{ID: master.ID, Lang: lang, Edition: name}
	if format == consult.LargePrint && lang == master.Lang { // the same words, larger
		f.Title, f.Intro, f.Pages = master.Title, master.Intro, slices.Clone(master.Pages)
	}
	def.Forms = append(def.Forms, f)
	return name, nil
}

// applyEditionTexts brings form i to texts. What has no words in the edition is not in
// it: a question without its text, an option without its own. Order, pages and
// panels stay as the edition has them; everything else but words follows the
// master.
func ApplyEditionTexts(def *consult.Definition, i int, texts map[string]string) {
	master, f := masterWithEquality(def, i), &def.Forms[i]
	get := func(old string, name ...string) string {
		if text, ok := texts[strings.Join(name, "--")]; ok {
			return strings.TrimSpace(text)
		}
		return old
	}
	f.Title, f.Intro = get(f.Title, "title", "form"), get(f.Intro, "intro", "form")
	f.Pages = slices.Clone(f.Pages)
	last := -1
	for k := range master.Pages {
		m := &master.Pages[k]
		at := PageIndex(f, m.ID)
		if at < 0 {
			at = last + 1
			f.Pages = slices.Insert(f.Pages, at, survey.Page{ID: m.ID})
		}
		last = at
		page := &f.Pages[at]
		page.Title, page.Intro = get(page.Title, "page-title", m.ID), get(page.Intro, "page-intro", m.ID)
		page.When, page.Monitoring = m.When, m.Monitoring
		for j := range m.Questions {
			q := m.Questions[j]
			on, place := QuestionIndex(f, q.ID)
			var was survey.Question
			if on >= 0 {
				was = f.Pages[on].Questions[place]
				f.Pages[on].Questions = slices.Delete(slices.Clone(f.Pages[on].Questions), place, place+1)
			} else {
				on, place = at, insertionIndex(page, m.Questions[:j])
			}
			q.Text, q.Hint, q.Body = get(was.Text, "text", q.ID), get(was.Hint, "hint", q.ID), get(was.Body, "body", q.ID)
			q.Options = optionsWithTexts(q.Options, was.Options, q.ID, "option", get)
			q.Rows = optionsWithTexts(q.Rows, was.Rows, q.ID, "row", get)
			if q.Text != "" || q.Kind == survey.Panel && q.Body != "" {
				f.Pages[on].Questions = slices.Insert(slices.Clone(f.Pages[on].Questions), place, q)
			}
		}
	}
	f.Pages = slices.DeleteFunc(f.Pages, func(p survey.Page) bool { return len(p.Questions) == 0 && p.Title == "" && p.Intro == "" })
}

// insertionIndex is the place on page behind the last of the questions before.
func insertionIndex(page *survey.Page, before []survey.Question) int {
	for i := len(page.Questions) - 1; i >= 0; i-- {
		if slices.ContainsFunc(before, func(q survey.Question) bool { return q.ID == page.Questions[i].ID }) {
			return i + 1
		}
	}
	return 0
}

func optionsWithTexts(master, was []survey.Option, q, what string, get func(string, ...string) string) (all []survey.Option) {
	for _, o := range master {
		old := optionByID(was, o.ID)
		o.Text, o.Hint = get(old.Text, what, q, o.ID), get(old.Hint, what+"-hint", q, o.ID)
		if o.Text != "" {
			all = append(all, o)
		}
	}
	return all
}

// RemoveEdition takes an edition out.
func RemoveEdition(def *consult.Definition, edition string) error {
	i := EditionIndex(def, edition)
	if i < 0 {
		return EditionNotFound()
	}
	def.Forms = slices.Delete(def.Forms, i, i+1)
	return nil
}
