package builder

import (
	"cmp"
	"iter"
	"maps"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/survey"
)

// EditionTexts has the texts of a version of the questionnaire next to those of the original, which is called
// the master in code.
type EditionTexts struct {
	Edition, Lang string
	Pages         []EditionPage

	master, form *survey.Form
}

// EditionPage has the texts of one page of the master.
type EditionPage struct {
	ID, Title string
	Texts     []EditionText
}

// EditionText is one text of the master and the version's own text for it.
type EditionText struct {
	FieldName   string // of the form field, made from Part, OwnerID and the id of an option or row
	Part        string // "title", "intro", "page-title", "page-intro", "text", "hint", "body", "option", "row", …
	OwnerID     string // id of the page or question; "form" for the questionnaire as a whole
	Master, Own string
	Multiline   bool   // the text may have several lines
	Stale       bool   // the master text has changed since Own was written
	WrittenFor  string // the master text that Own was written for, if Stale and it is known
	Key         string // identifies the text among all versions of a consultation
}

// All iterates over the texts of all pages.
func (e *EditionTexts) All() iter.Seq[*EditionText] {
	return func(yield func(*EditionText) bool) {
		for i := range e.Pages {
			for j := range e.Pages[i].Texts {
				if !yield(&e.Pages[i].Texts[j]) {
					return
				}
			}
		}
	}
}

// Progress says how far the texts of a version are.
type Progress struct {
	Total, Written, Stale int // Stale ones are among those that are written
}

// Progress returns how many texts of the page have their own text.
func (p *EditionPage) Progress() (all Progress) {
	for _, t := range p.Texts {
		all.Total++
		if strings.TrimSpace(t.Own) != "" {
			all.Written++
		}
		if t.Stale {
			all.Stale++
		}
	}
	return all
}

// Done reports whether every text is written and none is out of date.
func (p Progress) Done() bool { return p.Written == p.Total && p.Stale == 0 }

// Progress returns how many texts of the version have their own text.
func (e *EditionTexts) Progress() (all Progress) {
	for i := range e.Pages {
		of := e.Pages[i].Progress()
		all.Total, all.Written, all.Stale = all.Total+of.Total, all.Written+of.Written, all.Stale+of.Stale
	}
	return all
}

// Place is where t is in the version called edition.
func (t *EditionText) Place(edition string) consult.FormLocation {
	place := consult.FormLocation{Edition: edition}
	part, _, _ := strings.Cut(t.Part, "-")
	member := strings.TrimPrefix(t.Part, "page-")
	if t.Part == "patternhelp" {
		member = "patternHelp"
	}
	switch names := strings.Split(t.FieldName, "--"); {
	case t.OwnerID == "form":
	case part == "page":
		place.Page = t.OwnerID
	case len(names) == 3:
		place.Question, place.Option = t.OwnerID, names[2]
		_, sub, _ := strings.Cut(t.Part, "-")
		member = part + "s." + cmp.Or(sub, "text")
	default:
		place.Question = t.OwnerID
	}
	place.Member = member
	return place
}

// EditionFieldName is the FieldName of the text at place.
func EditionFieldName(place consult.FormLocation) string {
	list, member, ofOption := strings.Cut(place.Member, ".")
	switch {
	case place.Option != "" && ofOption:
		part := strings.TrimSuffix(list, "s")
		if member != "text" {
			part += "-" + member
		}
		return part + "--" + place.Question + "--" + place.Option
	case place.Question != "" && slices.Contains([]string{"hint", "body", "patternHelp"}, place.Member):
		return strings.ToLower(place.Member) + "--" + place.Question
	case place.Question != "":
		return "text--" + place.Question
	case place.Page != "" && place.Member == "intro":
		return "page-intro--" + place.Page
	case place.Page != "" && slices.Contains(repeatParts, "page-"+place.Member):
		return "page-" + place.Member + "--" + place.Page
	case place.Page != "" && place.Member == "repeat":
		return "page-item--" + place.Page
	case place.Page != "":
		return "page-title--" + place.Page
	case place.Member == "intro":
		return "intro--form"
	}
	return "title--form"
}

// EditionIndex returns the index of the version in the forms of def, or -1. It does not find the master.
func EditionIndex(def *consult.Definition, edition string) int {
	for i := 1; i < len(def.Forms); i++ {
		if def.Forms[i].Edition == edition {
			return i
		}
	}
	return -1
}

// EditionNotFound returns the error for a version that the draft does not have.
func EditionNotFound() error {
	return fault.New(fault.NotFound, "This version no longer exists. Go back to the list of formats and translations.")
}

// masterWithEquality returns the master as the basis of form i. It has the equality questions of the bank
// added if form i must have its own texts for them: if it is not in English, or has such pages already.
func masterWithEquality(def *consult.Definition, i int) *survey.Form {
	isMonitoring := func(p survey.Page) bool { return p.Monitoring }
	master, edition := def.Forms[0], def.Forms[i]
	if !slices.ContainsFunc(master.Pages, isMonitoring) &&
		(slices.ContainsFunc(edition.Pages, isMonitoring) || !strings.HasPrefix(edition.Lang, "en")) {
		master.Pages = slices.Concat(master.Pages, def.EqualityPages())
	}
	return &master
}

// NewEditionTexts returns the texts of form i of def next to those of the master. stale reports whether the
// text with the given key was written for another text of the master; if stale is nil, no text is marked.
func NewEditionTexts(def *consult.Definition, i int, stale func(key, text, master string) bool) *EditionTexts {
	master, f := masterWithEquality(def, i), &def.Forms[i]
	texts := &EditionTexts{Edition: f.Edition, Lang: f.Lang, master: master, form: f}
	add := func(p *EditionPage, part, owner, option, master, own string, multiline bool) {
		if strings.TrimSpace(master) == "" {
			return
		}
		t := EditionText{Part: part, OwnerID: owner, Master: master, Own: own, Multiline: multiline}
		t.FieldName = part + "--" + owner
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
	texts.Pages = append(texts.Pages, head)
	for k := range master.Pages {
		p := &master.Pages[k]
		own := survey.Page{}
		if at := PageIndex(f, p.ID); at >= 0 {
			own = f.Pages[at]
		}
		page := EditionPage{ID: p.ID, Title: p.Title}
		add(&page, "page-title", p.ID, "", p.Title, own.Title, false)
		add(&page, "page-intro", p.ID, "", p.Intro, own.Intro, true)
		theirs, ours := repeatTexts(p.Repeat), repeatTexts(cmp.Or(own.Repeat, &survey.Repeat{}))
		for _, part := range repeatParts {
			if theirs != nil {
				add(&page, part, p.ID, "", *theirs[part], *ours[part], false)
			}
		}
		for j := range p.Questions {
			q := &p.Questions[j]
			var own survey.Question
			if at, on := QuestionIndex(f, q.ID); at >= 0 {
				own = f.Pages[at].Questions[on]
			}
			add(&page, "text", q.ID, "", q.Text, own.Text, false)
			add(&page, "hint", q.ID, "", q.Hint, own.Hint, false)
			add(&page, "body", q.ID, "", q.Body, own.Body, true)
			add(&page, "patternhelp", q.ID, "", q.PatternHelp, own.PatternHelp, false)
			for _, list := range []struct {
				part        string
				master, own []survey.Option
			}{{"option", q.Options, own.Options}, {"row", q.Rows, own.Rows}, {"wording", q.TextList(), own.TextList()}} {
				if list.part == "option" && mergesAnswers(own) {
					addMerged(&page, q, &own, add)
					continue
				}
				for _, o := range list.master {
					ownOption := optionByID(list.own, o.ID)
					add(&page, list.part, q.ID, o.ID, o.Text, ownOption.Text, false)
					add(&page, list.part+"-hint", q.ID, o.ID, o.Hint, ownOption.Hint, false)
					add(&page, list.part+"-body", q.ID, o.ID, o.Body, ownOption.Body, true)
				}
			}
		}
		texts.Pages = append(texts.Pages, page)
	}
	return texts
}

// Problems returns what keeps the version from being one of the master.
func (t *EditionTexts) Problems() []string {
	if err := survey.CheckEdition(t.master, t.form); err != nil {
		return strings.Split(err.Error(), "\n")
	}
	return nil
}

// optionByID returns the option with the given id, or an empty option.
func optionByID(list []survey.Option, id string) survey.Option {
	for _, o := range list {
		if o.ID == id {
			return o
		}
	}
	return survey.Option{}
}

// AddEdition adds a version of the questionnaire in the given format and language and returns its name, which
// is made of the format, the language or both. The version has no texts yet, except that large print in the
// language of the master has the same texts.
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
	if format == consult.LargePrint && lang == master.Lang {
		f.Title, f.Intro, f.Pages = master.Title, master.Intro, slices.Clone(master.Pages)
		f.Conditions = maps.Clone(master.Conditions)
	}
	def.Forms = append(def.Forms, f)
	return name, nil
}

// ApplyEditionTexts sets the texts of form i, which are given by field name; texts that are not given stay the
// same. A question or option without a text is left out of the version. The version keeps its own order of
// pages and questions; conditions and settings are those of the master.
func ApplyEditionTexts(def *consult.Definition, i int, texts map[string]string) {
	master, f := masterWithEquality(def, i), &def.Forms[i]
	get := func(old string, name ...string) string {
		if text, ok := texts[strings.Join(name, "--")]; ok {
			return strings.TrimSpace(text)
		}
		return old
	}
	f.Title, f.Intro = get(f.Title, "title", "form"), get(f.Intro, "intro", "form")
	f.Pages, f.Conditions = slices.Clone(f.Pages), maps.Clone(master.Conditions)
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
		page.RandomOrder = m.RandomOrder && (page.RandomOrder || !isEasyRead(f.Edition))
		page.Repeat = repeatWithTexts(m.Repeat, page.Repeat, m.ID, get)
		for j := range m.Questions {
			q := m.Questions[j]
			on, place := QuestionIndex(f, q.ID)
			var current survey.Question
			if on >= 0 {
				current = f.Pages[on].Questions[place]
				f.Pages[on].Questions = slices.Delete(slices.Clone(f.Pages[on].Questions), place, place+1)
			} else {
				on, place = at, insertionIndex(page, m.Questions[:j])
			}
			q.Text = get(current.Text, "text", q.ID)
			q.Hint = get(current.Hint, "hint", q.ID)
			q.Body = get(current.Body, "body", q.ID)
			q.PatternHelp = get(current.PatternHelp, "patternhelp", q.ID)
			if mergesAnswers(current) {
				q.Options = mergedOptionsWithTexts(current.Options, q.ID, get)
			} else {
				q.Options = optionsWithTexts(q.Options, current.Options, q.ID, "option", get)
			}
			q.Rows = optionsWithTexts(q.Rows, current.Rows, q.ID, "row", get)
			q.Wordings = wordingsWithTexts(q.Wordings, current, q.ID, get)
			keepEasyOrder(f.Edition, &q, current)
			if q.Text != "" || q.Kind == survey.Panel && q.Body != "" {
				f.Pages[on].Questions = slices.Insert(slices.Clone(f.Pages[on].Questions), place, q)
			}
		}
	}
	removeUnaskedBounds(f)
	f.Pages = slices.DeleteFunc(f.Pages, func(p survey.Page) bool {
		return len(p.Questions) == 0 && p.Title == "" && p.Intro == ""
	})
}

// insertionIndex returns the index on page after the last of the questions before.
func insertionIndex(page *survey.Page, before []survey.Question) int {
	for i := len(page.Questions) - 1; i >= 0; i-- {
		if slices.ContainsFunc(before, func(q survey.Question) bool { return q.ID == page.Questions[i].ID }) {
			return i + 1
		}
	}
	return 0
}

// optionsWithTexts returns the options of the master with the texts of the version, without those that have no
// text. get returns a new text, or its first argument if there is none.
func optionsWithTexts(
	master, current []survey.Option, question, part string, get func(string, ...string) string,
) (all []survey.Option) {
	for _, o := range master {
		old := optionByID(current, o.ID)
		o.Text, o.Hint = get(old.Text, part, question, o.ID), get(old.Hint, part+"-hint", question, o.ID)
		o.Body = get(old.Body, part+"-body", question, o.ID)
		if o.Text != "" {
			all = append(all, o)
		}
	}
	return all
}

// wordingsWithTexts returns the wordings of the master with the texts of the version, current, without those that have
// none. get returns a new text, or its first argument if there is none.
func wordingsWithTexts(
	master []survey.Wording, current survey.Question, question string, get func(string, ...string) string,
) (all []survey.Wording) {
	for _, w := range master {
		old := optionByID(current.TextList(), w.ID)
		w.Text, w.Hint = get(old.Text, "wording", question, w.ID), get(old.Hint, "wording-hint", question, w.ID)
		if w.Body = get(old.Body, "wording-body", question, w.ID); w.Text+w.Hint+w.Body != "" {
			all = append(all, w)
		}
	}
	return all
}

// RemoveEdition removes a version of the questionnaire.
func RemoveEdition(def *consult.Definition, edition string) error {
	i := EditionIndex(def, edition)
	if i < 0 {
		return EditionNotFound()
	}
	def.Forms = slices.Delete(def.Forms, i, i+1)
	return nil
}
