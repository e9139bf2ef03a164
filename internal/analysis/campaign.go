package analysis

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/intake"
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
	index    int                    // among all decisions
	total    int64                  // responses that would be counted without the decision
	excluded int64                  // responses of total that are excluded
	answers  *tally.Counter         // of the excluded responses
	first    *intake.StoredResponse // the first in the public record so far, if they are counted once
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
	for i, d := range decisions {
		s := &cluster{ClusterDecision: d, index: i, answers: tally.NewCounter(master)}
		if err := moderation.EachClusterMember(ctx, tx, d.ID, func(id string) error {
			byResponse[id] = s
			return nil
		}); err != nil {
			return nil, nil, err
		}
		all = append(all, s)
	}
	return all, byResponse, err
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

// exclusionPrefix begins the names of similar responses in Release.Exclusions.
const exclusionPrefix = "similar-responses-"

// releaseExclusions applies disclosure control to the numbers of excluded responses
// by reason, and by cluster of similar responses. Their sum is public, so hiding
// some of them takes hiding others.
func (c *resultCounts) releaseExclusions(b *builder, r *Release) *Breakdown {
	parts, number := map[string]int64{}, 0
	for reason, n := range c.exclusions {
		parts[reason] = n
	}
	for _, s := range c.clusters {
		if s.total > 0 {
			number++
			if s.excluded > 0 {
				parts[exclusionPrefix+strconv.Itoa(number)] = s.excluded
			}
		}
	}
	if len(parts) == 0 {
		return nil
	}
	out := breakdownOf(parts, func(names []string, counts []disclose.Count) disclose.ReleasedTable {
		return b.Exclusions(names, counts, disclose.NewCount(c.responses.Excluded))
	})
	if len(parts) == 1 && out.Withheld != disclose.NotWithheld {
		return nil // the name of the only reason would say how many there are
	}
	out.Shares = nil
	return &out
}

// releaseClusters applies disclosure control to the clusters. The answers of
// excluded responses are protected like equality monitoring answers: they are
// shown only for ten or more responses, with small counts hidden, and in only one
// release.
func (c *resultCounts) releaseClusters(b *builder, r *Release) (all []Cluster) {
	base := b.Policy().Rules().MinBase
	for _, s := range c.clusters {
		if s.total == 0 {
			continue // all its responses belong to clusters decided later
		}
		released := Cluster{DetectedBy: s.Method, Day: s.Day(), Decision: s.ClusterDecision.Decision, Reason: s.Why}
		if s.excluded > 0 {
			_, shown := r.excludedBy(len(all))
			released.SizeHidden = !shown
		} else {
			released.SizeHidden = s.total < base
		}
		if !released.SizeHidden {
			released.Responses, released.Excluded = s.total, s.excluded
			if s.excluded >= max(base, minDifference) {
				released.Effect = c.clusterEffect(b, r, s)
			}
		}
		all = append(all, released)
	}
	return all
}

// excludedBy returns how many responses are excluded because of r.Clusters[i], if
// that is shown.
func (r *Release) excludedBy(i int) (n int64, shown bool) {
	if r.Exclusions == nil {
		return 0, false
	}
	at := slices.Index(r.Exclusions.Names, exclusionPrefix+strconv.Itoa(i+1))
	if at < 0 {
		return 0, false
	}
	return r.Exclusions.Cells[at].Number()
}

// clusterEffect returns the answers of the responses that s excludes. It includes
// only single-choice questions about the proposals that every respondent was
// asked in the same wording.
func (c *resultCounts) clusterEffect(b *builder, r *Release, s *cluster) (all []Effect) {
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
			if len(q.Editions) > 0 || len(c.answerTally.Question(asked.ID).Editions) > 0 {
				continue // of two scales
			}
			t := disclose.Table{Topic: disclose.Monitoring, States: b.states(q.StateCounts)}
			for _, o := range q.Options {
				t.Cells = append(t.Cells, disclose.NewCount(o.Count))
			}
			t.Bases = b.bases(disclose.Slot{Question: asked.ID}, q.Answered, q.Options)
			released := b.Policy().Release(t)
			shown := r.Question(asked.ID)
			if released.Withheld == disclose.NotWithheld && q.Answered > 0 && shown != nil &&
				b.Effect(s.index, asked.ID, shown.ReleasedTable, released) {
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
	stored, err := db.One(ctx, tx, db.Int,
		`SELECT COUNT(*) FROM analysis_excluded WHERE consultation = $1 AND number = $2`, last.Consultation, last.Number)
	if err != nil {
		return err
	}
	same := int64(len(now.excluded))
	for some := range slices.Chunk(now.excluded, excludedPerQuery) {
		args := []any{last.Consultation, last.Number}
		for _, c := range some {
			args = append(args, c[:])
		}
		n, err := db.One(ctx, tx, db.Int, `SELECT COUNT(*) FROM analysis_excluded
			WHERE consultation = $1 AND number = $2 AND commitment IN (`+db.Placeholders(3, len(some))+`)`, args...)
		if err != nil {
			return err
		}
		same -= n
	}
	if stored != int64(len(now.excluded)) || same != 0 {
		report(fmt.Sprintf("table analysis_excluded, %s release %d: the rows are not the responses that the release excludes",
			last.Consultation, last.Number))
	}
	return nil
}

// excludedPerQuery limits the arguments of one statement.
const excludedPerQuery = 256

func scanBytes(row db.Row) (b []byte, err error) { return b, row.Scan(&b) }
