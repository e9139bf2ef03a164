package draftedit

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/survey"
)

// FindingHref returns the address of the field in which f can be fixed: a page of the draft, with the id of the field.
func FindingHref(d *draft.Draft, f *consult.Finding) string {
	hub, def := HubPath(d.Slug), &d.Definition
	if step(f.Path, 0) == "forms" && step(f.Path, 2) == "conditions" {
		return hub + "/questionnaire/conditions#name"
	}
	if i := formIndex(def, f); i >= 0 && f.Form.Edition != "" {
		return hub + formFieldHref(def, i, f.Form)
	}
	name, second := step(f.Path, 0), step(f.Path, 1)
	switch name {
	case "opens", "closes":
		if d.Published() { // dates of a published consultation change on a page of their own
			return hub + "/status#main-content"
		}
		return hub + "/about#" + name + "-day"
	case "feedback":
		return hub + "/about#feedback-day"
	case "contact":
		return hub + "/about#" + cmp.Or(second, "email")
	case "alternatives":
		if i, ok := index(f.Path, 1); ok {
			return hub + fmt.Sprintf("/about#alternatives-%d-why", i+1)
		}
		return hub + "/about#no-alternatives"
	case "monitoring", "purposes":
		switch second {
		case "purpose", "policy-document", "privacy", "minutes":
			return hub + "/monitoring#" + second
		case "purposes":
			return hub + "/monitoring#" + draft.PurposePrefix + step(f.Path, 2)
		}
		return hub + "/monitoring#questions"
	case "documents":
		return hub + documentHref(def, f.Path)
	case "forms":
		if f.Code == "questionnaire/easy-read" {
			return hub + "/versions#format"
		}
		return hub + "/questionnaire#title"
	case "type", "title", "summary", "audience", "area", "language", "why", "so-far", "next", "duty", "formative",
		"no-alternatives", "other-ways", "subjects", "strategy", "follows", "source", "invented":
		return hub + "/about#" + name
	}
	return hub + "/definition" // only the definition file has it
}

// step returns the name at a place of a path, or "".
func step(path []any, at int) string {
	if at < len(path) {
		name, _ := path[at].(string)
		return name
	}
	return ""
}

// index returns the index at a place of a path.
func index(path []any, at int) (int, bool) {
	if at >= len(path) {
		return 0, false
	}
	i, ok := path[at].(int)
	return i, ok
}

// formIndex returns the index of the form that f is about, or -1.
func formIndex(def *consult.Definition, f *consult.Finding) int {
	if i, ok := index(f.Path, 1); ok && step(f.Path, 0) == "forms" && i < len(def.Forms) {
		return i
	}
	return slices.IndexFunc(def.Forms, func(form survey.Form) bool { return form.Edition == f.Form.Edition })
}

// documentHref returns the path and field of a document, relative to the page of the draft.
func documentHref(def *consult.Definition, path []any) string {
	i, ok := index(path, 1)
	if !ok || i >= len(def.Documents) {
		return "/documents#title"
	}
	doc := &def.Documents[i]
	j, _ := index(path, 3)
	if len(doc.Editions) == 0 || j >= len(doc.Editions) {
		return "/documents#format-" + url.PathEscape(doc.ID)
	}
	field := cmp.Or(step(path, 4), "title")
	if j == 0 && field == "from" || !slices.Contains([]string{"title", "text", "link", "from"}, field) {
		field = "title"
	}
	return "/documents/" + url.PathEscape(doc.ID) + "/" + url.PathEscape(doc.Editions[j].ID()) + "#" + field
}

// formFieldHref returns the path and field of a place in form i, relative to the page of the draft. Equality questions
// of the bank are chosen on a page of their own.
func formFieldHref(def *consult.Definition, i int, at consult.FormLocation) string {
	f := &def.Forms[i]
	if i > 0 {
		return "/versions/" + url.PathEscape(f.Edition) + sectionQuery(def, i, builder.EditionFieldName(at)) + "#" + builder.EditionFieldName(at)
	}
	if on, n := builder.QuestionIndex(f, at.Question); at.Question != "" {
		if on < 0 {
			return "/monitoring#questions"
		}
		return "/questions/" + url.PathEscape(at.Question) + "#" + QuestionField(&f.Pages[on].Questions[n], at)
	}
	switch {
	case at.Page != "" && builder.PageIndex(f, at.Page) < 0:
		return "/monitoring#questions"
	case at.Page != "" && at.Member == "when":
		return "/pages/" + url.PathEscape(at.Page) + "#lines"
	case at.Page != "" && slices.Contains([]string{"item", "more", "yes", "no"}, at.Member):
		return "/pages/" + url.PathEscape(at.Page) + "#repeat-" + at.Member
	case at.Page != "" && at.Member == "repeat":
		return "/pages/" + url.PathEscape(at.Page) + "#repeat-item"
	case at.Page != "" && at.Member == "intro":
		return "/pages/" + url.PathEscape(at.Page) + "#intro"
	case at.Page != "":
		return "/pages/" + url.PathEscape(at.Page) + "#title"
	case at.Member == "title", at.Member == "intro":
		return "/questionnaire/introduction#" + at.Member
	}
	return "/questionnaire#title"
}

// QuestionField returns the id of the field of a setting of q on its page.
func QuestionField(q *survey.Question, at consult.FormLocation) string {
	option, options := "option", "options"
	if q.Kind.HasBoxes() {
		option, options = "box", "boxes"
	}
	for _, list := range []struct {
		name, kind string
		options    []survey.Option
	}{{"options", option, q.Options}, {"rows", "row", q.Rows}, {"wordings", "wording", q.TextList()}} {
		if at.Option == "" || len(at.Member) < len(list.name) || at.Member[:len(list.name)] != list.name {
			continue
		}
		n := slices.IndexFunc(list.options, func(o survey.Option) bool { return o.ID == at.Option })
		if n >= 0 && hasList(q.Kind, list.name) {
			field := "text"
			if rest := at.Member[len(list.name):]; rest == ".hint" || rest == ".body" || rest == ".when" {
				field = rest[1:]
			}
			return fmt.Sprintf("%s-%d-%s", list.kind, n+1, field)
		}
	}
	field := at.Member
	switch at.Member {
	case "when":
		return "lines"
	case "wordings":
		return "wordings"
	case "options", "rows":
		if hasList(q.Kind, at.Member) {
			return map[string]string{"options": options, "rows": "rows"}[at.Member]
		}
	case "preferNotToSay":
		field = "prefer-not-to-say"
	case "maxLength":
		field = "max-length"
	case "leastOf", "mostOf", "totalOf":
		field = strings.TrimSuffix(at.Member, "Of") + "-of"
	case "patternHelp":
		field = "pattern-help"
	}
	if hasField(q.Kind, field) {
		return field
	}
	return "kind"
}

// hasList reports whether the page of a question of this kind has the list options, rows or wordings.
func hasList(kind survey.QuestionKind, list string) bool {
	return list == "wordings" || builder.HasSetting(kind, list) || list == "options" && builder.HasSetting(kind, "boxes")
}

// fieldSettings are the settings of [builder.HasSetting] for which there are fields on the page of a question, by the ids of
// the fields; "" is for all questions.
var fieldSettings = map[string]string{
	"text": "", "hint": "", "body": "", "kind": "",
	"required": "answers", "prefer-not-to-say": "prefer-not-to-say", "min": "how-many", "max": "how-many",
	"least": "bounds", "most": "bounds", "least-of": "least-of", "most-of": "most-of", "total": "total", "total-of": "total-of",
	"decimals": "decimals", "unit": "unit", "units": "units", "marks": "marks", "precision": "precision", "max-length": "max-length",
	"pattern": "pattern", "pattern-help": "pattern", "accept": "files", "max-megabytes": "files", "max-files": "files",
}

// hasField reports whether the page of a question of this kind has the field.
func hasField(kind survey.QuestionKind, field string) bool {
	setting, known := fieldSettings[field]
	return known && (setting == "" || builder.HasSetting(kind, setting))
}

// sectionQuery returns the query of the section of form i that has the field.
func sectionQuery(def *consult.Definition, i int, field string) string {
	texts := builder.NewEditionTexts(def, i, nil)
	for n := range texts.Pages {
		p := &texts.Pages[n]
		if slices.ContainsFunc(p.Texts, func(t builder.EditionText) bool { return t.FieldName == field }) {
			return "?page=" + url.QueryEscape(EditionSection(p))
		}
	}
	return ""
}

// PlaceName returns the name of the page, question or version of the questionnaire that at is about, or "".
func PlaceName(words *locale.Printer, def *consult.Definition, at consult.FormLocation) string {
	i := slices.IndexFunc(def.Forms, func(f survey.Form) bool { return f.Edition == at.Edition })
	if i < 0 {
		return ""
	}
	for _, f := range []*survey.Form{&def.Forms[i], &def.Forms[0]} { // a version may lack what the original has
		if on, n := builder.QuestionIndex(f, at.Question); at.Question != "" && on >= 0 {
			text := cmp.Or(f.Pages[on].Questions[n].Text, words.Say("Untitled question"))
			return QuestionName(words, text, at.Edition, def)
		}
	}
	for _, f := range []*survey.Form{&def.Forms[i], &def.Forms[0]} {
		if n := builder.PageIndex(f, at.Page); at.Page != "" && at.Question == "" && n >= 0 {
			return pageName(words, cmp.Or(f.Pages[n].Title, words.Say("Untitled page")), at.Edition, def)
		}
	}
	if i > 0 && at.Edition != "" {
		return words.Say("“%s” version", builder.FormNameIn(def, at.Edition))
	}
	return ""
}

// pageName returns the title of a page with the name of the version, if that is not the original.
func pageName(words *locale.Printer, title, edition string, def *consult.Definition) string {
	if edition == def.Forms[0].Edition {
		return words.Say("Page “%s”", title)
	}
	return words.Say("Page “%s”, “%s” version", title, builder.FormNameIn(def, edition))
}

// QuestionName returns the text of a question with the name of the version, if that is not the original.
func QuestionName(words *locale.Printer, text, edition string, def *consult.Definition) string {
	if len(def.Forms) == 0 || edition == def.Forms[0].Edition {
		return words.Say("Question “%s”", text)
	}
	return words.Say("Question “%s”, “%s” version", text, builder.FormNameIn(def, edition))
}

// HeadSection is the section of a version with the title and introduction of the questionnaire.
const HeadSection = "-"

// EditionSection returns the name of a section of a version in addresses.
func EditionSection(p *builder.EditionPage) string {
	if p.ID == "" {
		return HeadSection
	}
	return p.ID
}
