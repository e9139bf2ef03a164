package moderation

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/survey"
	"github.com/folkmoot/folkmoot/tally"
)

// givenAnswers chooses the responses with some answers. Equality monitoring answers are not read: a list of responses that was
// chosen by them would show them beside what people wrote.
type givenAnswers struct {
	intake  *intake.Service
	written *survey.Form // the original, as it was written
	chooser *tally.Chooser
	forms   map[string]*survey.Form // by version, as they are counted
}

// newGivenAnswers returns nil if a consultation has no questionnaire, and fault.Invalid for an answer that is not in it.
func (s *Service) newGivenAnswers(ctx context.Context, tx *db.Tx, refs []consult.FormRef, filters []tally.Filter) (*givenAnswers, error) {
	unknown := fault.New(fault.Invalid, "Select a filter from the list.")
	if len(refs) == 0 {
		if len(filters) > 0 {
			return nil, unknown
		}
		return nil, nil
	}
	form, err := s.Intake.Form(ctx, tx, refs[0].Version)
	if err != nil {
		return nil, err
	}
	g := &givenAnswers{intake: s.Intake, written: form, forms: map[string]*survey.Form{}}
	if g.chooser, err = tally.NewChooser(form.Combined(), filters); err != nil {
		return nil, unknown
	}
	for _, f := range filters {
		for _, v := range g.chooser.Variables() {
			if v.ID == f.Variable && v.Monitoring {
				return nil, unknown
			}
		}
	}
	return g, nil
}

// variables returns what responses can be chosen by.
func (g *givenAnswers) variables() (all []tally.Variable) {
	for _, v := range g.chooser.Variables() {
		if !v.Monitoring {
			all = append(all, v)
		}
	}
	return all
}

// chooses reports whether a response has the answers. One that was withdrawn has none.
func (g *givenAnswers) chooses(ctx context.Context, tx *db.Tx, row intake.ResponseRow) (bool, error) {
	if row.Answers == nil {
		return false, nil
	}
	form, answers, err := g.intake.ParseAnswers(ctx, tx, row.FormVersion, row.Answers)
	if err != nil {
		return false, err
	}
	if g.forms[row.FormVersion] == nil {
		g.forms[row.FormVersion] = form.Combined()
	}
	return g.chooser.Chooses(tally.Response{Form: g.forms[row.FormVersion], Parts: []survey.Answers{answers.Combined()}})
}

// sift returns a page of up to size of what q selects.
func (s *Service) sift(
	ctx context.Context, tx *db.Tx, by actor.Actor, slug string, q *Query, given *givenAnswers, at string, size int,
) (db.Page[ListedResponse], error) {
	if q.Letters {
		q.Sort = ReceivedOrder(q.Sort)
	}
	return db.Sift(at, size, q.window(), func(at string, size int) (page db.Page[mixedRow], err error) {
		rows, err := intake.ListResponses(ctx, tx, slug, q.Filter, q.Sort, at, size)
		if err != nil {
			return page, err
		}
		page = db.Paged(rows, mixed(rows.Items, func(r intake.ResponseRow) mixedRow { return mixedRow{response: r} }))
		if !q.Letters {
			return page, nil
		}
		letters, err := entry.SubmissionPage(ctx, tx, slug, submissionOrder(q.Sort), at, size)
		if err != nil {
			return page, err
		}
		order, _ := intake.ResponseSorts.In(q.Sort)
		return db.Merge(order, at, size, page,
			db.Paged(letters, mixed(letters.Items, func(l *entry.Revision) mixedRow { return mixedRow{letter: l} }))), nil
	}, func(rows []mixedRow) ([]*ListedResponse, error) { return s.chooseMixed(ctx, tx, by, q, given, rows) })
}

// ReceivedOrder returns the order of a list with letters: by, or the newest first if it is not an order by the day.
func ReceivedOrder(by db.Sort) db.Sort {
	if by != "-received" {
		return "received"
	}
	return by
}

// submissionOrder returns the order of submissions that is the same as that of responses.
func submissionOrder(by db.Sort) db.Sort {
	if by == "-received" {
		return "-day"
	}
	return "day"
}

// mixedRow is a response, or a letter, email, petition or event.
type mixedRow struct {
	response intake.ResponseRow
	letter   *entry.Revision
}

func mixed[T any](rows []T, fn func(T) mixedRow) (all []mixedRow) {
	for _, r := range rows {
		all = append(all, fn(r))
	}
	return all
}

// chooseMixed returns those of rows that q selects, at their positions.
func (s *Service) chooseMixed(
	ctx context.Context, tx *db.Tx, by actor.Actor, q *Query, given *givenAnswers, rows []mixedRow,
) ([]*ListedResponse, error) {
	var responses []intake.ResponseRow
	var letters []*entry.Revision
	for _, r := range rows {
		if r.letter != nil {
			letters = append(letters, r.letter)
		} else {
			responses = append(responses, r.response)
		}
	}
	chosen, err := s.chooseResponses(ctx, tx, by, q, given, responses)
	if err != nil {
		return nil, err
	}
	found, err := (&SubmissionQuery{Flagged: q.Flagged, Search: q.Search}).choose(ctx, tx, letters)
	if err != nil {
		return nil, err
	}
	all := make([]*ListedResponse, len(rows))
	for i, r := range rows {
		if r.letter == nil {
			all[i], chosen = chosen[0], chosen[1:]
			continue
		}
		if l := found[0]; l != nil && q.selectsLetter(l.Revision) {
			all[i] = &ListedResponse{Letter: l.Revision, Flags: l.Flags}
		}
		found = found[1:]
	}
	return all, nil
}

// selectsLetter reports whether the filters that only responses can pass leave a letter.
func (q *Query) selectsLetter(l *entry.Revision) bool {
	return q.Channel == "" && q.Edition == "" && q.FormVersion == "" && q.Unread == 0 && len(q.Given) == 0 &&
		(q.State == "" || (q.State == intake.Excluded) == l.Excluded && q.State != intake.Withdrawn)
}

// Neighbours are what is listed before and after a response or a letter; nil at an end of the list.
type Neighbours struct{ Previous, Next *ListedResponse }

// FindNeighbours returns the neighbours of a response, or of a letter, petition or event, in the list that q selects. It reads
// no answers for the officer, so that nothing is logged.
func (s *Service) FindNeighbours(ctx context.Context, by actor.Actor, slug string, q Query, of ListedResponse) (n Neighbours, err error) {
	defer fault.Wrap(&err, "find the neighbours of a response to %s", slug)
	if err := q.check(); err != nil {
		return n, err
	}
	if of.Letter != nil {
		q.Letters = true
	}
	return n, s.DB.View(ctx, func(tx *db.Tx) error {
		if _, err := ownConsultation(ctx, tx, by, actor.ReadResponses, slug, mayNotRead); err != nil {
			return err
		}
		refs, err := consult.Forms(ctx, tx, slug)
		if err != nil {
			return err
		}
		given, err := s.newGivenAnswers(ctx, tx, refs, q.Given)
		if err != nil {
			return err
		}
		if q.Letters {
			q.Sort = ReceivedOrder(q.Sort)
		}
		_, position := intake.ResponseSorts.In(q.Sort)
		at := of.ResponseRow
		if of.Letter != nil {
			at.ReceivedOn, at.ID = of.Letter.Received(), of.Letter.ID
		} else if q.State != "" {
			at.State = q.State // an officer who excludes one response after another stays in the list
		}
		for _, side := range []struct {
			cursor string
			to     **ListedResponse
		}{{db.CursorBefore(position(at)...), &n.Previous}, {db.CursorAfter(position(at)...), &n.Next}} {
			page, err := s.sift(ctx, tx, by, slug, &q, given, side.cursor, 1)
			if err != nil {
				return err
			}
			*side.to = nil
			if len(page.Items) > 0 {
				*side.to = &page.Items[0]
			}
		}
		return nil
	})
}
