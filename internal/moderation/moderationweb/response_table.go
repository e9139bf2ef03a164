package moderationweb

import (
	"cmp"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/moderation/responseview"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/question"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/survey"
)

// readQuery returns what the address of a list of responses asks for.
func readQuery(typed url.Values) (moderation.Query, error) {
	q := moderation.Query{
		Filter: intake.Filter{
			Channel:     typed.Get("channel"),
			Edition:     typed.Get("edition"),
			FormVersion: typed.Get("form"),
			State:       intake.ResponseState(typed.Get("state")),
		},
		Flagged: typed.Get("flagged") == "yes",
		Search:  typed.Get("words"),
		Given:   question.ReadFilters(typed.Get),
		Letters: typed.Get("letters") == "yes",
		Answers: typed.Get("answers") == "yes" || len(typed["show"]) > 0,
		Sort:    page.SortBy(typed),
		At:      typed.Get(page.CursorName),
	}
	if text := typed.Get("unread"); text != "" {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || n <= 0 {
			return q, fault.New(fault.Invalid, "Select a filter from the list.")
		}
		q.Unread = n
	}
	return q, nil
}

// answerCell is an answer in a table of responses, with the heading of its column for narrow screens.
type answerCell struct {
	Column, Text string
	Width        int // in columns
	Empty        bool
}

// shownQuestions are the questions whose answers are columns of a table of responses.
type shownQuestions struct {
	all   []*survey.Question // that can be chosen
	ids   []string           // that were
	heads []page.ColumnHead
}

func newShownQuestions(f *survey.Form, chosen []string, lang string) (s shownQuestions) {
	if f == nil {
		return s
	}
	s.all = question.WrittenQuestions(f)
	for _, q := range s.all {
		if id := question.WrittenID(q); slices.Contains(chosen, id) {
			s.ids, s.heads = append(s.ids, id), append(s.heads, page.ColumnHead{Text: q.Text, Lang: lang})
		}
	}
	return s
}

// field is where officers choose the questions.
func (s *shownQuestions) field(p *locale.Printer) *form.Field {
	f := &form.Field{Kind: form.Checkboxes, ID: "show", Name: "show", Label: p.Say("Questions to show as columns"), LabelSize: "s"}
	for i, q := range s.all {
		id := question.WrittenID(q)
		f.Options = append(f.Options, form.Option{Value: id, ID: "show-" + strconv.Itoa(i+1), Label: q.Text, Checked: slices.Contains(s.ids, id)})
	}
	return f
}

// cells returns the cells of a response whose answers are rows.
func (s *shownQuestions) cells(rows []question.AnswerRow) (all []answerCell) {
	for i, id := range s.ids {
		cell := answerCell{Column: s.heads[i].Text, Width: 1, Empty: true}
		for _, r := range rows {
			switch {
			case r.ID != id || r.IsEmpty && cell.Text != "":
			case r.IsEmpty:
				cell.Text = r.Answer
			case cell.Empty:
				cell.Text, cell.Empty = withTimes(r), false
			default:
				cell.Text += "\n" + withTimes(r)
			}
		}
		all = append(all, cell)
	}
	return all
}

func withTimes(r question.AnswerRow) string {
	if r.Times == "" {
		return r.Answer
	}
	return r.Times + ": " + r.Answer
}

// letterItem is a letter, petition or event in a list of responses.
func letterItem(
	p *locale.Printer, slug string, typed url.Values, e *moderation.ListedResponse, answers bool, columns int,
) listItem {
	l := e.Letter
	item := listItem{Href: inList(letterURL(slug, l.ID), typed), Title: cmp.Or(l.Title, p.Say("Deleted")), Tag: letterTag(p, l),
		Facts: []page.SummaryRow{{Key: p.Say("How it was received"), Value: submissionKind(p, string(l.Kind))},
			{Key: p.Say("Version")}, {Key: p.Say("Received on"), Value: responseview.Day(p, l.Received())}}, Flags: int64(e.Flags)}
	text := letterText(p, l)
	switch {
	case columns > 0:
		item.Cells = []answerCell{{Column: p.Say("What it says"), Text: text, Width: columns}}
	case answers && text != "":
		item.Answers = []question.AnswerRow{{Question: p.Say("What it says"), Answer: text}}
	}
	return item
}

// letterText returns the summary of a letter, with how many people it speaks for.
func letterText(p *locale.Printer, l *entry.Revision) string {
	text := l.Summary
	switch {
	case l.Erased:
	case l.Kind == entry.Petition:
		text = p.Say("%s signatures claimed, %s checked", p.Number(l.Claimed), p.Number(l.Checked)) + "\n" + text
	case l.Kind == entry.Event:
		text = p.Count(l.Attending, "%d person attended", "%d people attended") + "\n" + text
	}
	return text
}

// inList returns the address of an item of the list that typed asks for: the list comes with it, so that the page of the item
// leads to its neighbours and back.
func inList(path string, typed url.Values) string {
	query := maps.Clone(typed)
	query.Del("select")
	if len(query) == 0 {
		return path
	}
	return path + "?" + query.Encode()
}

// listLinks are the links from an item of a list of responses.
type listLinks struct{ Previous, Next string }

// neighbours returns the links to what is before and after an item in the list that typed asks for.
func (h *Handlers) neighbours(r *http.Request, of moderation.ListedResponse) (links listLinks, err error) {
	slug, typed := r.PathValue("slug"), r.URL.Query()
	q, err := readQuery(typed)
	if err != nil {
		return links, err
	}
	found, err := h.service.FindNeighbours(r.Context(), site.Actor(r), slug, q, of)
	for _, side := range []struct {
		of *moderation.ListedResponse
		to *string
	}{{found.Previous, &links.Previous}, {found.Next, &links.Next}} {
		switch {
		case side.of == nil:
		case side.of.Letter != nil:
			*side.to = inList(letterURL(slug, side.of.Letter.ID), typed)
		default:
			*side.to = inList(staffURL(slug, "responses/"+url.PathEscape(side.of.ID)), typed)
		}
	}
	return links, err
}
