package moderation

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/record"
)

// The decisions about a cluster. None of them removes a response.
const (
	CountAll         = "count-all"
	CountOnce        = "count-once"
	ReportSeparately = "apart"
)

// ClusterDecision is the decision how to count a cluster. The note on method of the
// results shows it.
type ClusterDecision struct {
	ID, Method, Description, Decision, Why, By string
	Members                                    int64
	Version                                    int64
}

// Day returns the day of a burst, 2016-05-27, or "".
func (d *ClusterDecision) Day() string {
	if d.Method != BurstDay {
		return ""
	}
	return d.Description[strings.LastIndexByte(d.Description, ' ')+1:] // see Cluster.describe
}

// ListClusterDecisions returns the decisions about clusters of a consultation.
func ListClusterDecisions(ctx context.Context, tx *db.Tx, slug string) ([]ClusterDecision, error) {
	return db.All(ctx, tx, func(r db.Row) (d ClusterDecision, err error) {
		return d, r.Scan(&d.ID, &d.Method, &d.Description, &d.Decision, &d.Why, &d.By, &d.Members, &d.Version)
	}, `SELECT c.id, c.method, c.description, c.decision, c.why, c.actor,
			(SELECT COUNT(*) FROM moderation_cluster_member m WHERE m.cluster = c.id), c.version
		FROM moderation_cluster c WHERE c.consultation = $1 ORDER BY c.at, c.id`, slug)
}

// EachClusterMember calls fn with the ids of the responses of a cluster that was decided
// about.
func EachClusterMember(ctx context.Context, tx *db.Tx, cluster string, fn func(response string) error) error {
	return db.EachText(ctx, tx, "response", fn, `SELECT response FROM moderation_cluster_member`, `cluster = $1`, cluster)
}

// DecideClusters saves one decision about the clusters with the given keys: CountAll,
// CountOnce or ReportSeparately. If the responses of any have changed since it was listed,
// it is fault.Conflict and nothing is saved. compared is as for ListClusters.
func (s *Service) DecideClusters(
	ctx context.Context, by actor.Actor, slug string, compared []byte, keys []string, decision, why string,
) (err error) {
	defer fault.Wrap(&err, "decide about similar responses to %s", slug)
	switch why = strings.TrimSpace(why); {
	case len(keys) == 0:
		return fault.New(fault.Invalid, "Select one or more groups of similar responses.")
	case !IsClusterDecision(decision):
		return fault.New(fault.Invalid, "Select how to count these responses.")
	case why == "":
		return fault.New(fault.Invalid, "Enter a reason. It will be shown with the results.")
	}
	changed := fault.New(fault.Conflict, "These similar responses have changed. Check the list again.")
	var clusters []Cluster
	var epoch, end int64 // of the public record
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		if _, err := ownConsultation(ctx, tx, by, actor.Moderate, slug, mayNotModerate); err != nil {
			return err
		}
		found, ok, err := s.clusters(ctx, tx, slug, compared)
		if err != nil {
			return err
		}
		clusters = slices.DeleteFunc(found.Clusters, func(f Cluster) bool { return !slices.Contains(keys, f.Key) })
		if !ok || slices.ContainsFunc(keys, func(key string) bool { return !hasCluster(clusters, key) }) {
			return changed
		}
		epoch, end = found.Epoch, found.End
		return nil
	})
	if err != nil {
		return err
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error { // compares nothing, because others wait for it
		if _, err := ownConsultation(ctx, tx, by, actor.Moderate, slug, mayNotModerate); err != nil {
			return err
		}
		if later, err := record.ChangedSince(ctx, tx, slug, epoch, end); err != nil {
			return err
		} else if later {
			return changed
		}
		for _, f := range clusters {
			if err := s.saveClusterDecision(ctx, tx, by, slug, f, decision, why); err != nil {
				return err
			}
		}
		return nil
	})
}

func hasCluster(all []Cluster, key string) bool {
	return slices.ContainsFunc(all, func(f Cluster) bool { return f.Key == key })
}

// IsClusterDecision reports whether decision is one of the decisions about a cluster.
func IsClusterDecision(decision string) bool {
	return slices.Contains([]string{CountAll, CountOnce, ReportSeparately}, decision)
}

func (s *Service) saveClusterDecision(
	ctx context.Context,
	tx *db.Tx,
	by actor.Actor,
	slug string,
	f Cluster,
	decision, why string,
) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO moderation_cluster
			(id, consultation, method, description, decision, why, actor, at, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)
		ON CONFLICT (id) DO UPDATE SET decision = excluded.decision, why = excluded.why, actor = excluded.actor,
			at = excluded.at, version = moderation_cluster.version + 1`,
		f.Key, slug, f.Method, f.describe(), decision, why, by.ID, db.Time(now)); err != nil {
		return err
	}
	rows := make([][]any, len(f.Members))
	for i, id := range f.Members {
		rows[i] = []any{f.Key, id}
	}
	if _, err := tx.Insert(ctx, "moderation_cluster_member (cluster, response)", rows,
		"ON CONFLICT (cluster, response) DO NOTHING"); err != nil {
		return err
	}
	return audit.Append(ctx, tx, by, "decide-similar-responses", "consultation", slug,
		decision+": "+why+" ("+f.describe()+")")
}

// describe returns how the cluster was found. ClusterDecision.Day reads the day from
// the end of it.
func (f *Cluster) describe() string {
	switch f.Method {
	case SameAnswers:
		return fmt.Sprintf("%d responses with identical answers", len(f.Members))
	case SimilarText:
		return fmt.Sprintf("%d responses with mostly the same text", len(f.Members))
	}
	return fmt.Sprintf("%d responses on %s", len(f.Members), f.Day)
}
