package analysis

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Figure is a figure of a release in words, with the place where it stands.
//
// A figure is named, never typed:
//
//	SLUG#N/responses               how many responses were counted
//	SLUG#N/QUESTION/base           how many answered
//	SLUG#N/QUESTION/OPTION         how many chose it, and their share
//	SLUG#N/QUESTION/ROW/OPTION     the same in a row of a matrix
//	SLUG#N/QUESTION~2/OPTION       the same of the second wording, where the meaning
//	                               of a question changed while people answered
type Figure struct {
	Text string // "62% (412 of 668)"
	Href string
}

// Figure returns the figure that ref names. One that is not there, or that is
// hidden, is refused: a decision does not rest on what nobody can see.
func (s *Service) Figure(ctx context.Context, tx *db.Tx, ref string) (fig Figure, err error) {
	slug, rest, ok := strings.Cut(ref, "#")
	number, path, ok2 := strings.Cut(rest, "/")
	n, wrong := strconv.ParseInt(number, 10, 64)
	if !ok || !ok2 || wrong != nil || slug == "" {
		return fig, fault.Newf(fault.Invalid, "The figure %q is not in the correct format. Write it like parks-2026#1/use/yes.", ref)
	}
	sum, err := db.One(ctx, tx, db.Text, `SELECT checksum FROM analysis_release WHERE consultation = $1 AND number = $2`, slug, n)
	if fault.Is(err, fault.NotFound) {
		return fig, fault.Newf(fault.NotFound, "The figure %q is from a release that does not exist. Release the results first.", ref)
	}
	if err != nil {
		return fig, err
	}
	r := s.cache.get(sum)
	if r == nil {
		f, err := Get(ctx, tx, slug, n)
		if err != nil {
			return fig, err
		}
		r = f.Release
		s.cache.put(sum, r)
	}
	return r.figure(ref, path)
}

func (r *Release) figure(ref, path string) (fig Figure, err error) {
	page := fmt.Sprintf("/consultations/%s/results/%d", r.Consultation, r.Number)
	if path == "responses" {
		return Figure{formatThousands(r.Responses.Counted), page + "#responses"}, nil
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
			"The figure %q is for a question whose meaning changed during the consultation. Add which wording you mean: %s~1 is the first.",
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
		fig.Text = formatThousands(base)
		return fig, nil
	}
	i := slices.IndexFunc(q.Options, func(o Option) bool { return o.ID == option })
	if i < 0 || i >= len(table.Cells) {
		return fig, figureNotFound(ref)
	}
	n, shown := table.Cells[i].Number()
	if !shown {
		return fig, figureHidden(ref)
	}
	fig.Text = formatThousands(n) + " of " + formatThousands(base)
	switch share, shown := table.Shares[i].Number(); {
	case shown:
		fig.Text = fmt.Sprintf("%d%% (%s)", share, fig.Text)
	case table.Shares[i].Mark() == disclose.Low:
		fig.Text = "less than 1% (" + fig.Text + ")"
	}
	return fig, nil
}

// QuotableFigure is a figure of a release that may be quoted, and how it is named.
type QuotableFigure struct {
	Ref                   string // "parks-2026#1/use/yes"
	Question, Row, Option string // as people read them; "" where there is none
	Wording               int    // of a question whose meaning changed: 1 is the first
	Figure
}

// QuotableFigures returns every figure that r shows, in its order.
func (r *Release) QuotableFigures() (all []QuotableFigure) {
	name := fmt.Sprintf("%s#%d/", r.Consultation, r.Number)
	add := func(q QuotableFigure, path string) {
		if quote, err := r.figure(name+path, path); err == nil { // the others are hidden
			q.Ref, q.Figure = name+path, quote
			all = append(all, q)
		}
	}
	add(QuotableFigure{}, "responses")
	of := func(q *Question, id string, wording int) {
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
		for n := range q.Wordings {
			of(&q.Wordings[n].Question, fmt.Sprintf("%s~%d", q.ID, n+1), n+1)
		}
		if len(q.Wordings) == 0 {
			of(q, q.ID, 0)
		}
	}
	return all
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

// formatThousands writes n with commas.
func formatThousands(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
