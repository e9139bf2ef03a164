package analysis

import (
	"context"
	"fmt"
	"strings"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/receipt"
	"github.com/folkmoot/folkmoot/survey"
	"github.com/folkmoot/folkmoot/tally"
)

// leftOut is what a release says of a response that is one of a set of like ones
// and is not counted by itself. It is one code for all sets and decisions: which
// response is of which set is not for the public.
const leftOut = "excluded:campaign"

// set is responses on which something was decided, as they are counted.
type set struct {
	moderation.Decision
	live    int64 // that would be counted if nothing was decided
	left    int64 // of them, that are left out
	answers *tally.Counter
}

// sets returns what was decided about like responses to slug, and which set
// decides on a response. Sets may overlap; for each response the last decision
// holds, so that every response is of one set, and no difference of two sets
// tells of a few.
func sets(ctx context.Context, tx *db.Tx, slug string, master *survey.Form) (all []*set, of map[string]*set, err error) {
	decided, err := moderation.Decisions(ctx, tx, slug)
	of = map[string]*set{}
	for _, d := range decided {
		s := &set{Decision: d, answers: tally.NewCounter(master)}
		members, err := moderation.MembersOf(ctx, tx, d.ID)
		if err != nil {
			return nil, nil, err
		}
		for _, id := range members {
			of[id] = s
		}
		all = append(all, s)
	}
	return all, of, err
}

// leaves takes in the next response of the set, in the order of the record, and
// says whether it is left out. Of those that are counted as one it is the first
// that is counted.
func (s *set) leaves() bool {
	s.live++
	leave := s.Decision.Decision == moderation.Apart || s.Decision.Decision == moderation.CountOnce && s.live > 1
	if leave {
		s.left++
	}
	return leave
}

// decided says what was decided about sets, so that two releases can be held
// against each other. How large a set is changes when somebody withdraws, and
// that alone is no other decision.
func (c *counted) decided() (all []string) {
	for _, s := range c.sets {
		if s.live > 0 {
			all = append(all, strings.Join([]string{s.How, s.Day(), s.Decision.Decision, s.Why}, "\x00"))
		}
	}
	return all
}

func (r *Release) decided() (all []string) {
	for _, s := range r.Sets {
		all = append(all, strings.Join([]string{s.Found, s.Day, s.Decision, s.Why}, "\x00"))
	}
	return all
}

// tell decides what of the sets can be shown. What those who are left out
// answered is a table about a group of people, and protected like one: it is
// shown only of ten or more, with small numbers hidden, and in one release.
func (c *counted) tell(b *builder) (all []Set) {
	base := b.policy.Rules().Base
	for _, s := range c.sets {
		if s.live == 0 {
			continue // later decisions hold for all of them
		}
		told := Set{Found: s.How, Day: s.Day(), Decision: s.Decision.Decision, Why: s.Why}
		if told.Few = s.live < base; !told.Few {
			told.Responses, told.LeftOut = s.live, s.left
			if s.left >= max(base, fewest) {
				told.Effect = c.effect(b, s)
			}
		}
		all = append(all, told)
	}
	return all
}

// effect releases how the responses that s leaves out answered questions about
// the proposals that everybody was asked in one wording, and chose one answer to.
func (c *counted) effect(b *builder, s *set) (all []Effect) {
	left := s.answers.Tally()
	for i := range c.master.Pages {
		page := &c.master.Pages[i]
		for j := range page.Questions {
			asked := &page.Questions[j]
			simple := asked.Kind == survey.Single || asked.Kind == survey.Dropdown
			if !simple || page.Monitoring || page.When != nil || asked.When != nil || c.parted[asked.ID].several() {
				continue
			}
			q := left.Question(asked.ID)
			t := disclose.Table{Topic: disclose.Monitoring, States: states(q.States)}
			for _, o := range q.Options {
				t.Cells = append(t.Cells, disclose.Of(o.Count))
			}
			if released := b.table(t, false); released.Withheld == disclose.Shown && q.Answered > 0 {
				all = append(all, Effect{asked.ID, released})
			}
		}
	}
	return all
}

// LeftOut returns the number of the latest release to the consultation of the
// response with this leaf, if that leaves it out as one of a set of like ones;
// otherwise 0. The record says nothing of it but through the release.
func LeftOut(ctx context.Context, tx *db.Tx, response receipt.Leaf) (release int64, err error) {
	return db.One(ctx, tx, db.Int, `SELECT COALESCE(MAX(number), 0) FROM analysis_left_out WHERE consultation = $1 AND commitment = $2
		AND number = (SELECT MAX(number) FROM analysis_release WHERE consultation = $1)`, response.Subject, response.Commitment[:])
}

// auditLeft holds what receipts are told against the responses that a release
// leaves out.
func auditLeft(ctx context.Context, tx *db.Tx, last *Frozen, now *counted, report func(string)) error {
	kept, err := db.All(ctx, tx, scanBlob, `SELECT commitment FROM analysis_left_out WHERE consultation = $1 AND number = $2`, last.Consultation, last.Number)
	if err != nil {
		return err
	}
	of := map[string]bool{}
	for _, c := range kept {
		of[string(c)] = true
	}
	same := len(kept) == len(now.left)
	for _, c := range now.left {
		same = same && of[string(c[:])]
	}
	if !same {
		report(fmt.Sprintf("table analysis_left_out, %s release %d: they are not the responses that it leaves out", last.Consultation, last.Number))
	}
	return nil
}

func scanBlob(row db.Row) (b []byte, err error) { return b, row.Scan(&b) }
