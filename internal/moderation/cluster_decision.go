package moderation

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
)

func (s *Service) saveClusterDecision(ctx context.Context, tx *db.Tx, by actor.Actor, slug string, f Cluster, decision, why string) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO moderation_cluster (id, consultation, method, description, decision, why, actor, at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)
		ON CONFLICT (id) DO UPDATE SET decision = excluded.decision, why = excluded.why, actor = excluded.actor, at = excluded.at, version = moderation_cluster.version + 1`,
		f.Key, slug, f.Method, f.describe(), decision, why, by.ID, db.Time(now)); err != nil {
		return err
	}
	rows := make([][]any, len(f.Members))
	for i, id := range f.Members {
		rows[i] = []any{f.Key, id}
	}
	if _, err := tx.Insert(ctx, "moderation_cluster_member (cluster, response)", rows, "ON CONFLICT (cluster, response) DO NOTHING"); err != nil {
		return err
	}
	return audit.Append(ctx, tx, by, "decide-set", "consultation", slug, decision+": "+why)
}
