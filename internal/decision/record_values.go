package decision

import (
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/edit"
)

// values returns what the form of d shows.
func (d *Decision) values() edit.Values {
	v := edit.Values{}
	for name, text := range d.lines() {
		v.Set(name, oneLine(*text))
	}
	for name, text := range d.longTexts() {
		v.Set(name, *text)
	}
	v.Set("kind", string(d.Kind))
	v.SetDate("date", d.Date)
	v.SetDate("effective", d.Effective)
	v.SetRows("received", rowsOf(d.Received, Received.values))
	v.SetRows("decided", rowsOf(d.Decided, pointValues))
	v.SetRows("rejected", rowsOf(d.Rejected, Alternative.values))
	v.SetRows("issues", rowsOf(d.Issues, Issue.values))
	return v
}

// lines are the texts of d of one line and its references, by the names of their fields.
func (d *Decision) lines() map[string]*string {
	return map[string]*string{
		"title": &d.Title, "body": &d.Body, "language": &d.Language, "consultation": &d.Consultation, "release": &d.Release,
		"strategy": &d.Strategy, "source": &d.Source.Name, "source-address": &d.Source.Address,
	}
}

func (d *Decision) longTexts() map[string]*string {
	return map[string]*string{"summary": &d.Summary, "reasons": &d.Reasons}
}

// change sets everything in d that v has otherwise. What v has as d has it keeps its spaces and line breaks, so that a
// form that was not changed changes nothing.
func (d *Decision) change(v edit.Values) {
	old := d.values()
	for _, texts := range []map[string]*string{d.lines(), d.longTexts()} {
		for name, text := range texts {
			setText(text, name, old, v)
		}
	}
	if !slices.Equal(v["kind"], old["kind"]) {
		d.Kind = Kind(v.Text("kind"))
	}
	setDate(&d.Date, "date", old, v)
	setDate(&d.Effective, "effective", old, v)
	if !slices.Equal(v["received"], old["received"]) {
		d.Received = fromRows(v.Rows("received"), d.Received, Received.values, func(row edit.Values) Received {
			return Received{row.Text("document"), row.Text("version"), row.Date("dated"), row.Text("address")}
		})
	}
	if !slices.Equal(v["decided"], old["decided"]) {
		d.Decided = fromRows(v.Rows("decided"), d.Decided, pointValues, func(row edit.Values) string { return row.Text("point") })
	}
	if !slices.Equal(v["rejected"], old["rejected"]) {
		d.Rejected = fromRows(v.Rows("rejected"), d.Rejected, Alternative.values, func(row edit.Values) Alternative {
			return Alternative{row.Text("option"), row.Text("why")}
		})
	}
	if !slices.Equal(v["issues"], old["issues"]) {
		d.Issues = changeIssues(d.Issues, v.Rows("issues"))
	}
}

// changeIssues returns the issues in rows. A row that says which of the stored issues it is changes that one; any other is
// a new issue.
func changeIssues(stored []Issue, rows []edit.Values) (all []Issue) {
	for _, row := range rows {
		var issue Issue
		known := func(i Issue) bool { return i.Ref == row.Text("ref") }
		if at := slices.IndexFunc(stored, known); at >= 0 && !slices.ContainsFunc(all, known) {
			issue = stored[at]
		}
		old := issue.values()
		for name, text := range issue.formTexts() {
			setText(text, name, old, row)
		}
		if !slices.Equal(row["actions"], old["actions"]) {
			issue.Actions = row["actions"]
		}
		all = append(all, issue)
	}
	return all
}

// formTexts are the texts of an issue by the names of their columns.
func (i *Issue) formTexts() map[string]*string {
	return map[string]*string{
		"issue": &i.Issue, "raised-by": &i.RaisedBy, "response": &i.Response, "change": &i.Change, "no-change": &i.NoChange,
		"shown-in": &i.Document, "words": &i.Words,
	}
}

func (i Issue) values() edit.Values {
	v := edit.Values{}
	v.Set("ref", i.Ref)
	for name, text := range i.formTexts() {
		v.Set(name, *text)
	}
	v.Set("raised-by", oneLine(i.RaisedBy))
	v.Set("actions", i.Actions...)
	return v
}

func (r Received) values() edit.Values {
	v := edit.Values{}
	v.Set("document", oneLine(r.Title))
	v.Set("version", oneLine(r.Version))
	v.SetDate("dated", r.Date)
	v.Set("address", oneLine(r.Address))
	return v
}

func (a Alternative) values() edit.Values {
	v := edit.Values{}
	v.Set("option", oneLine(a.Option))
	v.Set("why", a.Why)
	return v
}

func pointValues(text string) edit.Values {
	v := edit.Values{}
	v.Set("point", text)
	return v
}

// rowsOf returns a row for each item.
func rowsOf[T any](items []T, values func(T) edit.Values) (rows []edit.Values) {
	for _, item := range items {
		rows = append(rows, values(item))
	}
	return rows
}

// fromRows returns an item for each row: the stored one that shows as the row does, or else a new one.
func fromRows[T any](rows []edit.Values, stored []T, values func(T) edit.Values, make func(edit.Values) T) (all []T) {
	for _, row := range rows {
		item := make(row)
		for _, had := range stored {
			if row.Equal(values(had)) {
				item = had
			}
		}
		all = append(all, item)
	}
	return all
}

// oneLine returns text as an input of one line has it.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

func setText(to *string, name string, old, v edit.Values) {
	if !slices.Equal(v[name], old[name]) {
		*to = v.Text(name)
	}
}

func setDate(to *time.Time, name string, old, v edit.Values) {
	if !slices.Equal(v[name], old[name]) {
		*to = v.Date(name)
	}
}
