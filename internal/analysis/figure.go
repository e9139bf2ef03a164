package analysis

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/survey"
)

// Figure is a figure of a release as text, with a link to it.
//
// Figures are quoted by reference, so that no one has to type numbers:
//
//	SLUG#N/responses               number of responses counted in release N
//	SLUG#N/QUESTION/base           number of people who answered
//	SLUG#N/QUESTION/OPTION         number who chose an option, and their percentage of
//	                               those who answered and were offered it
//	SLUG#N/QUESTION/ROW/OPTION     the same in a row of a matrix
//	SLUG#N/QUESTION/OPTION         an option of the original scale, where a version has a
//	                               shorter one, of those who were offered it
//	SLUG#N/QUESTION~2/OPTION       the same for the second wording of a question
//	                               whose meaning changed during the consultation
type Figure struct {
	Text string // "62% (412 of 668)"
	Href string
}

// Figure returns the figure with a reference. Errors are fault.Invalid for an
// invalid reference, fault.NotFound, and fault.Forbidden if the figure is hidden
// by disclosure control.
func (s *Service) Figure(ctx context.Context, tx *db.Tx, ref string) (fig Figure, err error) {
	slug, rest, ok := strings.Cut(ref, "#")
	number, path, ok2 := strings.Cut(rest, "/")
	n, wrong := strconv.ParseInt(number, 10, 64)
	if !ok || !ok2 || wrong != nil || slug == "" {
		return fig, fault.Newf(fault.Invalid, "The figure %q is not in the correct format. Write it like parks-2026#1/use/yes.", ref)
	}
	head, err := GetHead(ctx, tx, slug, n)
	if fault.Is(err, fault.NotFound) {
		return fig, fault.Newf(fault.NotFound, "The figure %q is from a release that does not exist. Release the results first.", ref)
	}
	if err != nil {
		return fig, err
	}
	r, err := s.releases.Get(head.Checksum, func() (*Release, error) {
		f, err := Get(ctx, tx, slug, n)
		if err != nil {
			return nil, err
		}
		return f.Release, nil
	})
	if err != nil {
		return fig, err
	}
	return r.figure(ref, path)
}

// CheckPlannedFigure is what can be said of a figure before the results are released: its error is that of Figure if
// the questionnaire of the consultation has no such question, row or answer. Whether the figure is hidden is known
// when the answers have been counted: Planner does that.
func CheckPlannedFigure(ctx context.Context, tx *db.Tx, ref string) error {
	slug, rest, _ := strings.Cut(ref, "#")
	_, path, _ := strings.Cut(rest, "/")
	if path == "responses" {
		return nil
	}
	refs, err := consult.Forms(ctx, tx, slug)
	if err != nil || len(refs) == 0 {
		return cmp.Or(err, definition.Missing("consultation", slug, figureNotFound(ref)))
	}
	form, err := consult.FormByVersion(ctx, tx, refs[0].Version)
	if err != nil {
		return err
	}
	parts := strings.Split(path, "/")
	id, _, _ := strings.Cut(parts[0], "~")
	q, _ := form.Combined().Question(id)
	has := func(list []survey.Option, id string) bool {
		return slices.ContainsFunc(list, func(o survey.Option) bool { return o.ID == id })
	}
	option := parts[len(parts)-1]
	if q == nil || len(parts) < 2 || len(parts) > 3 ||
		len(parts) == 3 && !has(q.Rows, parts[1]) || option != "base" && !has(q.Options, option) {
		return figureNotFound(ref)
	}
	return nil
}

func (r *Release) figure(ref, path string) (fig Figure, err error) {
	page := fmt.Sprintf("/consultations/%s/results/%d", r.Consultation, r.Number)
	if path == "responses" {
		return Figure{english.Number(r.Responses.Counted), page + "#responses"}, nil
	}
	parts := strings.Split(path, "/")
	id, wording, _ := strings.Cut(parts[0], "~")
	q := r.Question(id)
	if q == nil || len(parts) < 2 || len(parts) > 3 {
		return fig, figureNotFound(ref)
	}
	fig.Href = page + "#q-" + q.ID
	switch n, err := strconv.Atoi(wording); {
	case len(q.Wordings) > 0 && wording == "":
		return fig, fault.Newf(
			fault.Invalid,
			"The figure %q is for a question whose meaning changed during the consultation. "+
				"Add which wording you mean: %s~1 is the first.",
			ref,
			q.ID,
		)
	case wording == "":
	case err != nil || n < 1 || n > len(q.Wordings):
		return fig, figureNotFound(ref)
	default:
		q = &q.Wordings[n-1].Question
	}
	table, option := q.ReleasedTable, parts[len(parts)-1]
	if len(parts) == 3 {
		i := slices.IndexFunc(q.Rows, func(row Row) bool { return row.ID == parts[1] })
		if i < 0 {
			return fig, figureNotFound(ref)
		}
		table = q.Rows[i].ReleasedTable
	}
	base, shown := table.Answered.Number()
	if !shown {
		return fig, figureHidden(ref)
	}
	if option == "base" {
		fig.Text = english.Number(base)
		return fig, nil
	}
	i := slices.IndexFunc(q.Options, func(o Option) bool { return o.ID == option })
	if i < 0 {
		table, i = q.onOriginalScale(parts, option)
	}
	if i < 0 || i >= len(table.Cells) {
		return fig, figureNotFound(ref)
	}
	n, shown := table.Cells[i].Number()
	if !shown {
		return fig, figureHidden(ref)
	}
	offered, shown := table.Base(i).Number()
	if !shown {
		return fig, figureHidden(ref)
	}
	fig.Text = english.Number(n) + " of " + english.Number(offered)
	if offered != base {
		fig.Text += " offered this answer"
	}
	switch share, shown := table.Shares[i].Number(); {
	case shown:
		fig.Text = english.Percent(share) + " (" + fig.Text + ")"
	case table.Shares[i].Mark() == disclose.Low:
		fig.Text = "less than 1% (" + fig.Text + ")"
	}
	return fig, nil
}

// QuotableFigure is a figure of a release with its reference and its context.
type QuotableFigure struct {
	Ref                   string // "parks-2026#1/use/yes"
	Question, Row, Option string // texts; "" where there is none
	Wording               int    // of a question whose meaning changed, from 1; else 0
	Figure
}

// QuotableFigures returns every figure that r shows, in the order of r.
func (r *Release) QuotableFigures() (all []QuotableFigure) {
	prefix := fmt.Sprintf("%s#%d/", r.Consultation, r.Number)
	add := func(q QuotableFigure, path string) {
		if fig, err := r.figure(prefix+path, path); err == nil { // the others are hidden
			q.Ref, q.Figure = prefix+path, fig
			all = append(all, q)
		}
	}
	add(QuotableFigure{}, "responses")
	addQuestion := func(q *Question, id string, wording int) {
		for _, o := range q.Options {
			if len(q.Rows) == 0 {
				add(QuotableFigure{Question: q.Text, Option: o.Text, Wording: wording}, id+"/"+o.ID)
			}
			for _, row := range q.Rows {
				add(QuotableFigure{Question: q.Text, Row: row.Text, Option: o.Text, Wording: wording}, id+"/"+row.ID+"/"+o.ID)
			}
		}
	}
	for i := range r.Questions {
		q := &r.Questions[i]
		for n := range q.ByScale {
			if s := &q.ByScale[n]; s.Edition == "" {
				finer := s.Question
				finer.Options = slices.DeleteFunc(slices.Clone(s.Options), func(o Option) bool {
					return slices.ContainsFunc(q.Options, func(all Option) bool { return all.ID == o.ID })
				})
				addQuestion(&finer, q.ID, 0)
			}
		}
		for n := range q.Wordings {
			addQuestion(&q.Wordings[n].Question, fmt.Sprintf("%s~%d", q.ID, n+1), n+1)
		}
		if len(q.Wordings) == 0 {
			addQuestion(q, q.ID, 0)
		}
	}
	return all
}

// onOriginalScale returns the table of those who answered q on the original scale, where
// others had a shorter one, and the index of an option in it; -1 if there is none.
func (q *Question) onOriginalScale(parts []string, option string) (disclose.ReleasedTable, int) {
	for _, s := range q.ByScale {
		if s.Edition != "" {
			continue
		}
		i := slices.IndexFunc(s.Options, func(o Option) bool { return o.ID == option })
		if len(parts) == 2 {
			return s.ReleasedTable, i
		}
		for _, row := range s.Rows {
			if row.ID == parts[1] {
				return row.ReleasedTable, i
			}
		}
	}
	return disclose.ReleasedTable{}, -1
}

func figureNotFound(ref string) error {
	return fault.Newf(
		fault.NotFound,
		"The figure %q does not match a question or answer in that release. The file results.csv lists all of them.",
		ref,
	)
}

func figureHidden(ref string) error {
	return fault.Newf(fault.Forbidden, "The figure %q is hidden so that no one can be identified. Use a different figure.", ref)
}

// english formats figures, which decisions quote in English.
var english *locale.Printer
