package overview

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"slices"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/survey"
)

// CountGroups counts the groups of every open consultation for which that is due. It may be called at
// any time and on several servers. It returns the errors of all consultations.
func (s *Service) CountGroups(ctx context.Context) error {
	var open []consult.Slug
	err := s.DB.View(ctx, func(tx *db.Tx) error {
		open = nil
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		return consult.EachOpen(ctx, tx, now, func(slug consult.Slug) error {
			open = append(open, slug)
			return nil
		})
	})
	for _, slug := range open {
		err = errors.Join(err, s.countGroupsOf(ctx, slug))
	}
	return err
}

// countGroupsOf counts the groups of one consultation in a transaction that only reads, and stores
// what may be shown if no other server has done so meanwhile.
func (s *Service) countGroupsOf(ctx context.Context, slug consult.Slug) (err error) {
	defer fault.Wrap(&err, "count the groups of %s", slug)
	var before storedGroups
	var now *storedGroups
	err = s.DB.View(ctx, func(tx *db.Tx) (err error) {
		if before, err = loadGroups(ctx, tx, slug); err != nil {
			return err
		}
		now, err = countGroups(ctx, tx, slug, before)
		return err
	})
	if err != nil || now == nil {
		return err
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, `INSERT INTO overview_group_count (consultation, secret, day, received, counts)
			VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (consultation) DO UPDATE SET day = $3, received = $4, counts = $5
			WHERE overview_group_count.received = $6`,
			slug, now.secret, now.day, now.received, db.JSON(now.tables), before.received)
		if err != nil || n == 0 {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO overview_group_shown (consultation, received, day, counts) VALUES ($1, $2, $3, $4)
			ON CONFLICT (consultation, received) DO NOTHING`, slug, now.received, now.day, db.JSON(now.shown().Tables))
		return err
	})
}

// countGroups returns what may be shown now after before, or nil if it is too early for another count.
func countGroups(ctx context.Context, tx *db.Tx, slug consult.Slug, before storedGroups) (*storedGroups, error) {
	received, err := intake.Count(ctx, tx, slug)
	if err != nil {
		return nil, err
	}
	c, err := consult.Get(ctx, tx, slug)
	if err != nil {
		return nil, err
	}
	at, err := tx.Now(ctx)
	if err != nil {
		return nil, err
	}
	day := at.In(c.Opens.Local().Location())
	if !before.isCountedOn(day, received) {
		return nil, nil
	}
	forms, err := consult.Forms(ctx, tx, slug)
	if err != nil || len(forms) == 0 {
		return nil, err
	}
	master, err := consult.FormByVersion(ctx, tx, forms[0].Version)
	if err != nil {
		return nil, err
	}
	counter := groupCounter{
		secret: before.secret, tables: newGroupTables(master, c.AreaQuestion), forms: map[string]*survey.Form{master.Version(): master},
	}
	if len(counter.tables) == 0 {
		return nil, nil
	}
	if counter.secret == nil {
		counter.secret = make([]byte, sha256.Size)
		rand.Read(counter.secret) // it never fails
	}
	for _, t := range counter.tables {
		t.counts = make([]int64, len(t.Groups))
	}
	if err := intake.EachResponse(ctx, tx, slug, func(r intake.StoredResponse) error { return counter.add(ctx, tx, r) }); err != nil {
		return nil, err
	}
	now := &storedGroups{secret: counter.secret, day: day.Format("2006-01-02"), received: received}
	for _, t := range counter.tables {
		t.update(before.tables)
		now.tables = append(now.tables, t.countedTable)
	}
	for _, t := range before.tables {
		if !slices.ContainsFunc(now.tables, func(n countedTable) bool { return n.ID == t.ID }) {
			t.Gone = true
			now.tables = append(now.tables, t)
		}
	}
	return now, nil
}

// groupCounter counts responses.
type groupCounter struct {
	secret []byte
	tables []*groupTable
	forms  map[string]*survey.Form // by version
}

// add adds a response, also one that is excluded, because what officers exclude and include again must
// not change the numbers. Of a withdrawn response there are no answers.
func (g *groupCounter) add(ctx context.Context, tx *db.Tx, r intake.StoredResponse) (err error) {
	f := g.forms[r.FormVersion]
	if f == nil {
		if f, err = consult.FormByVersion(ctx, tx, r.FormVersion); err != nil {
			return err
		}
		g.forms[r.FormVersion] = f
	}
	answers := map[string]string{} // to questions with one answer
	for _, canonical := range [][]byte{r.Answers, r.Monitoring} {
		if canonical == nil {
			continue
		}
		part, err := survey.ParseAnswers(f, canonical)
		if err != nil {
			return err
		}
		part.Each(func(q *survey.Question, a survey.Answer) {
			if len(a.Options) == 1 {
				answers[q.ID] = a.Options[0]
			}
		})
	}
	for _, t := range g.tables {
		at := t.group(answers)
		if at < 0 {
			continue
		}
		t.Answered++
		if g.selects(t.ID, r.ID) {
			t.counts[at]++
		}
	}
	return nil
}

// selects reports whether the answer of a response to a question is counted: three in four are. Which
// ones is secret, does not change, and is another selection for each question.
func (g *groupCounter) selects(question, response string) bool {
	mac := hmac.New(sha256.New, g.secret)
	mac.Write(slices.Concat([]byte(question), []byte{0}, []byte(response)))
	return mac.Sum(nil)[0]%4 != 0
}
