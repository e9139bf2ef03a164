package eiaweb

import (
	"fmt"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/eia"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/web"
)

// shownAbove are the fields that have a place of their own on the page, or are not published.
var shownAbove = []string{"title", "activities", "named", "purpose", "change", "tasks", "options", "impacts", "outcomes", "leading",
	"reasons", "summary"}

// aboutParts are the keys of the sections about the assessment itself, which are one section at the end of the page.
var aboutParts = []string{"title", "needed", "lead", "exempt-checked"}

// setParts adds what the sections of the form say, those about the assessment itself last.
func (h *handlers) setParts(words web.PagePrinter, l *loaded, v *showView) {
	values := l.Values()
	about := partView{ID: "about", Title: words.Say("About this assessment")}
	for i, part := range h.kind.PartsOf() {
		if slices.Contains(aboutParts, part.Key) {
			h.fill(words, l, values, part, &about)
			continue
		}
		one := partView{ID: fmt.Sprintf("part-%d", i+1), Title: words.Say(part.Title)}
		h.fill(words, l, values, part, &one)
		if count := len(one.Rows) + len(one.Tables); count > 0 {
			if part.Key == "impacts" && count == 1 && len(one.Tables) == 1 {
				one.Title = one.Tables[0].Title // the impacts have another place
			}
			for t := range one.Tables {
				one.Tables[t].Titled = one.Tables[t].Title == one.Title
			}
			v.Parts = append(v.Parts, one)
		}
	}
	if len(about.Rows)+len(about.Tables) > 0 {
		v.Parts = append(v.Parts, about)
	}
	for _, name := range []string{"purpose", "change"} {
		if f := h.field(name); values.Text(name) != "" {
			v.Proposal = append(v.Proposal, page.SummaryRow{Key: words.Say(f.Label), Value: values.Text(name)})
		}
	}
	v.Reasons = values.Text("reasons")
}

// field returns the field called name, which exists.
func (h *handlers) field(name string) *edit.Field {
	i := slices.IndexFunc(h.kind.Fields, func(f edit.Field) bool { return f.Name == name })
	return &h.kind.Fields[i]
}

// fill adds the fields of a section to one: those with rows as tables.
func (h *handlers) fill(words web.PagePrinter, l *loaded, values edit.Values, part edit.Part, one *partView) {
	for _, f := range part.Fields {
		switch {
		case slices.Contains(shownAbove, f.Name) || f.Name == "findings" && l.Needed != eia.NeedYes:
		case f.Name == "findings":
			relevant := func(row edit.Values) bool { return row.Text("relevant") != string(eia.RelevantNo) }
			addTable(&one.Tables, words, f, l.labels, values, words.Say("Relevant, or not sure"), relevant)
			addTable(&one.Folded, words, f, l.labels, values, words.Say("Not relevant"),
				func(row edit.Values) bool { return !relevant(row) })
		case f.Name == "evidence":
			addTable(&one.Tables, words, f, l.labels, values, words.Say(f.Label), nil)
			if i := len(one.Tables) - 1; i >= 0 {
				joinSources(words.Printer, &one.Tables[i])
			}
		case f.Kind == edit.Rows:
			addTable(&one.Tables, words, f, l.labels, values, words.Say(f.Label), nil)
		default:
			if text := f.InWords(words.Printer, l.labels, values); text != "" {
				one.Rows = append(one.Rows, page.SummaryRow{Key: words.Say(f.Label), Value: text})
			}
		}
	}
}

// joinSources makes one column of the columns before the date, of which each row has one text.
func joinSources(p *locale.Printer, t *page.TextTable) {
	date := slices.Index(t.Heads, p.Say("Date of the evidence"))
	if date < 1 {
		return
	}
	t.Heads = append([]string{p.Say("Source")}, t.Heads[date:]...)
	for i, row := range t.Rows {
		source := page.UserText{}
		for _, cell := range row[:date] {
			if source.Text == "" {
				source = cell
			}
		}
		t.Rows[i] = append([]page.UserText{source}, row[date:]...)
	}
}

// cellLinks are the addresses of the records that columns name.
var cellLinks = map[string]func(value string) string{
	"need":               func(ref string) string { return "/evidence/" + ref },
	"gap-action":         func(ref string) string { return "/actions/" + ref },
	"opportunity-action": func(ref string) string { return "/actions/" + ref },
	"release": func(value string) string {
		slug, number, _ := strings.Cut(value, "#")
		return "/consultations/" + slug + "/results/" + number
	},
}

// addTable adds the rows of a field that keep accepts, if there are any.
func addTable(to *[]page.TextTable, words web.PagePrinter, f *edit.Field, labels edit.Labels, v edit.Values, title string,
	keep func(edit.Values) bool) {
	t := f.InTable(words.Printer, labels, v, keep)
	if len(t.Rows) == 0 {
		return
	}
	out := page.TextTable{Title: title, Heads: t.Heads}
	for _, row := range t.Rows {
		var cells []page.UserText
		for _, c := range row {
			cell := page.UserText{Text: c.Text}
			if href := cellLinks[c.Field]; href != nil && c.Value != "" && c.Text != c.Value {
				cell.Href = href(c.Value)
			}
			if c.Typed {
				cell.Lang = words.LangOrCouncil("")
			}
			cells = append(cells, cell)
		}
		out.Rows = append(out.Rows, cells)
	}
	*to = append(*to, out)
}

// setContents lists the parts of the page in their order.
func (v *showView) setContents(p *locale.Printer) {
	add := func(there bool, id, title string) {
		if there {
			v.Contents = append(v.Contents, page.Link{Text: title, Href: "#" + id})
		}
	}
	add(len(v.Covers)+len(v.Proposal) > 0, "proposal", p.Say("What is proposed"))
	add(len(v.Digest) > 0, "summary", p.Say("Summary for decision makers"))
	add(len(v.Groups) > 0, "impacts", p.Say("Impacts"))
	add(len(v.AllActions) > 0, "all-actions", p.Say("Actions"))
	add(len(v.Options) > 0, "options", p.Say("Options"))
	for _, group := range v.Related {
		add(true, group.ID, group.Heading)
	}
	for i := range v.Parts {
		add(true, v.Parts[i].ID, v.Parts[i].Title)
	}
	add(len(v.Challenges) > 0, "challenge", p.Say("Challenge sessions"))
	add(len(v.Signatures) > 0, "signatures", p.Say("Signatures"))
	add(len(v.Versions) > 0, "versions", p.Say("Versions"))
	add(v.Sign != nil, "sign", p.Say("Sign this version"))
}
