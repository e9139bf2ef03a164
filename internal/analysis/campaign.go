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

// statusCampaign is the status of a response that is excluded because of a
// decision about a cluster of similar responses. It is the same for all clusters
// and decisions, because which response is in which cluster is not public.
const statusCampaign = "excluded:campaign"

// cluster is a decision about similar responses while they are counted.
type cluster struct {
	moderation.ClusterDecision
	total    int64          // responses that would be counted without the decision
	excluded int64          // responses of total that are excluded
	answers  *tally.Counter // of the excluded responses
}

// listClusters returns the decisions about similar responses to slug, and the
// cluster of each response by its ID. Clusters may overlap; a response belongs to
// the one that was decided last, so that comparing two clusters reveals nothing
// about a few responses.
func listClusters(
	ctx context.Context, tx *db.Tx, slug string, master *survey.Form,
) (all []*cluster, byResponse map[string]*cluster, err error) {
	decisions, err := moderation.ListClusterDecisions(ctx, tx, slug)
	byResponse = map[string]*cluster{}
	for _, d := range decisions {
		s := &cluster{ClusterDecision: d, answers: tally.NewCounter(master)}
		members, err := moderation.ListClusterMembers(ctx, tx, d.ID)
		if err != nil {
			return nil, nil, err
		}
		for _, id := range members {
			byResponse[id] = s
		}
		all = append(all, s)
	}
	return all, byResponse, err
}

// excludeNext adds the next response of the cluster, in the order of the public
// record, and reports whether it is excluded. If the cluster is counted once, its
// first response is counted.
func (s *cluster) excludeNext() bool {
	s.total++
	decision := s.ClusterDecision.Decision
	exclude := decision == moderation.ReportSeparately || decision == moderation.CountOnce && s.total > 1
	if exclude {
		s.excluded++
	}
	return exclude
}

// clusterDecisions returns the decisions about clusters in a form that can be
// compared between releases. It does not include sizes, because they change with
// withdrawals.
func (c *resultCounts) clusterDecisions() (all []string) {
	for _, s := range c.clusters {
		if s.total > 0 {
			all = append(all, strings.Join([]string{s.Method, s.Day(), s.ClusterDecision.Decision, s.Why}, "\x00"))
		}
	}
	return all
}

// clusterDecisions is the same for a release.
func (r *Release) clusterDecisions() (all []string) {
	for _, s := range r.Clusters {
		all = append(all, strings.Join([]string{s.DetectedBy, s.Day, s.Decision, s.Reason}, "\x00"))
	}
	return all
}

// releaseClusters applies disclosure control to the clusters. The answers of
// excluded responses are protected like equality monitoring answers: they are
// shown only for ten or more responses, with small counts hidden, and in only one
// release.
func (c *resultCounts) releaseClusters(b *builder) (all []Cluster) {
	base := b.policy.Rules().MinBase
	for _, s := range c.clusters {
		if s.total == 0 {
			continue // all its responses belong to clusters decided later
		}
		released := Cluster{DetectedBy: s.Method, Day: s.Day(), Decision: s.ClusterDecision.Decision, Reason: s.Why}
		if released.TooFew = s.total < base; !released.TooFew {
			released.Responses, released.Excluded = s.total, s.excluded
			if s.excluded >= max(base, minDifference) {
				released.Effect = c.clusterEffect(b, s)
			}
		}
		all = append(all, released)
	}
	return all
}

// clusterEffect returns the answers of the responses that s excludes. It includes
// only single-choice questions about the proposals that every respondent was
// asked in the same wording.
func (c *resultCounts) clusterEffect(b *builder, s *cluster) (all []Effect) {
	excluded := s.answers.Tally()
	for i := range c.master.Pages {
		page := &c.master.Pages[i]
		for j := range page.Questions {
			asked := &page.Questions[j]
			simple := asked.Kind.OneOption()
			if !simple || page.Monitoring || page.When != nil || asked.When != nil || c.splitQuestions[asked.ID].isSplit() {
				continue
			}
			q := excluded.Question(asked.ID)
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

// ExcludedInRelease returns the number of the latest release of the consultation
// to which the response with this leaf belongs, if that release excludes the
// response because of a cluster decision; otherwise 0.
func ExcludedInRelease(ctx context.Context, tx *db.Tx, response receipt.Leaf) (release int64, err error) {
	return db.One(ctx, tx, db.Int, `SELECT COALESCE(MAX(number), 0) FROM analysis_excluded WHERE consultation = $1 AND commitment = $2
		AND number = (SELECT MAX(number) FROM analysis_release WHERE consultation = $1)`, response.Subject, response.Commitment[:])
}

// auditExcluded reports if the stored commitments are not those of the responses
// that the release excludes.
func auditExcluded(ctx context.Context, tx *db.Tx, last *StoredRelease, now *resultCounts, report func(string)) error {
	stored, err := db.All(ctx, tx, scanBytes,
		`SELECT commitment FROM analysis_excluded WHERE consultation = $1 AND number = $2`, last.Consultation, last.Number)
	if err != nil {
		return err
	}
	isStored := map[string]bool{}
	for _, c := range stored {
		isStored[string(c)] = true
	}
	same := len(stored) == len(now.excluded)
	for _, c := range now.excluded {
		same = same && isStored[string(c[:])]
	}
	if !same {
		report(fmt.Sprintf("table analysis_excluded, %s release %d: the rows are not the responses that the release excludes",
			last.Consultation, last.Number))
	}
	return nil
}

func scanBytes(row db.Row) (b []byte, err error) { return b, row.Scan(&b) }
