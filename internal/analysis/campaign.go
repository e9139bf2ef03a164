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

// statusCampaign is what a release says of a response that is one of a set of like ones
// and is not counted by itself. It is one code for all sets and decisions: which
// response is of which set is not for the public.
const statusCampaign = "excluded:campaign"

// cluster is responses on which something was decided, as they are counted.
type cluster struct {
	moderation.ClusterDecision
	total    int64 // that would be counted if nothing was decided
	excluded int64 // of them, that are left out
	answers  *tally.Counter
}

// listClusters returns what was decided about like responses to slug, and which set
// decides on a response. Sets may overlap; for each response the last decision
// holds, so that every response is of one set, and no difference of two sets
// tells of a few.
func listClusters(ctx context.Context, tx *db.Tx, slug string, master *survey.Form) (all []*cluster, of map[string]*cluster, err error) {
	decided, err := moderation.ListClusterDecisions(ctx, tx, slug)
	of = map[string]*cluster{}
	for _, d := range decided {
		s := &cluster{ClusterDecision: d, answers: tally.NewCounter(master)}
		members, err := moderation.ListClusterMembers(ctx, tx, d.ID)
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

// excludeNext takes in the next response of the set, in the order of the record, and
// says whether it is left out. Of those that are counted as one it is the first
// that is counted.
func (s *cluster) excludeNext() bool {
	s.total++
	leave := s.ClusterDecision.Decision == moderation.ReportSeparately || s.ClusterDecision.Decision == moderation.CountOnce && s.total > 1
	if leave {
		s.excluded++
	}
	return leave
}

// clusterDecisions says what was decided about sets, so that two releases can be held
// against each other. How large a set is changes when somebody withdraws, and
// that alone is no other decision.
func (c *resultCounts) clusterDecisions() (all []string) {
	for _, s := range c.clusters {
		if s.total > 0 {
			all = append(all, strings.Join([]string{s.Method, s.Day(), s.ClusterDecision.Decision, s.Why}, "\x00"))
		}
	}
	return all
}

func (r *Release) clusterDecisions() (all []string) {
	for _, s := range r.Clusters {
		all = append(all, strings.Join([]string{s.DetectedBy, s.Day, s.Decision, s.Reason}, "\x00"))
	}
	return all
}

// releaseClusters decides what of the sets can be shown. What those who are left out
// answered is a table about a group of people, and protected like one: it is
// shown only of ten or more, with small numbers hidden, and in one release.
func (c *resultCounts) releaseClusters(b *builder) (all []Cluster) {
	base := b.policy.Rules().MinBase
	for _, s := range c.clusters {
		if s.total == 0 {
			continue // later decisions hold for all of them
		}
		told := Cluster{DetectedBy: s.Method, Day: s.Day(), Decision: s.ClusterDecision.Decision, Reason: s.Why}
		if told.TooFew = s.total < base; !told.TooFew {
			told.Responses, told.Excluded = s.total, s.excluded
			if s.excluded >= max(base, minDifference) {
				told.Effect = c.clusterEffect(b, s)
			}
		}
		all = append(all, told)
	}
	return all
}

// clusterEffect releases how the responses that s leaves out answered questions about
// the proposals that everybody was asked in one wording, and chose one answer to.
func (c *resultCounts) clusterEffect(b *builder, s *cluster) (all []Effect) {
	left := s.answers.Tally()
	for i := range c.master.Pages {
		page := &c.master.Pages[i]
		for j := range page.Questions {
			asked := &page.Questions[j]
			simple := asked.Kind == survey.Single || asked.Kind == survey.Dropdown
			if !simple || page.Monitoring || page.When != nil || asked.When != nil || c.splitQuestions[asked.ID].isSplit() {
				continue
			}
			q := left.Question(asked.ID)
			t := disclose.Table{Topic: disclose.Monitoring, States: disclosureStates(q.StateCounts)}
			for _, o := range q.Options {
				t.Cells = append(t.Cells, disclose.NewCount(o.Count))
			}
			if released := b.table(t, false); released.Withheld == disclose.NotWithheld && q.Answered > 0 {
				all = append(all, Effect{asked.ID, released})
			}
		}
	}
	return all
}

// ExcludedInRelease returns the number of the latest release to the consultation of the
// response with this leaf, if that leaves it out as one of a set of like ones;
// otherwise 0. The record says nothing of it but through the release.
func ExcludedInRelease(ctx context.Context, tx *db.Tx, response receipt.Leaf) (release int64, err error) {
	return db.One(ctx, tx, db.Int, `SELECT COALESCE(MAX(number), 0) FROM analysis_excluded WHERE consultation = $1 AND commitment = $2
		AND number = (SELECT MAX(number) FROM analysis_release WHERE consultation = $1)`, response.Subject, response.Commitment[:])
}

// auditExcluded holds what receipts are told against the responses that a release
// leaves out.
func auditExcluded(ctx context.Context, tx *db.Tx, last *StoredRelease, now *resultCounts, report func(string)) error {
	kept, err := db.All(
		ctx,
		tx,
		scanBytes,
		`SELECT commitment FROM analysis_excluded WHERE consultation = $1 AND number = $2`,
		last.Consultation,
		last.Number,
	)
	if err != nil {
		return err
	}
	of := map[string]bool{}
	for _, c := range kept {
		of[string(c)] = true
	}
	same := len(kept) == len(now.excluded)
	for _, c := range now.excluded {
		same = same && of[string(c[:])]
	}
	if !same {
		report(
			fmt.Sprintf("table analysis_excluded, %s release %d: they are not the responses that it leaves out", last.Consultation, last.Number),
		)
	}
	return nil
}

func scanBytes(row db.Row) (b []byte, err error) { return b, row.Scan(&b) }
