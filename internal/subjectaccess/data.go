package subjectaccess

import (
	"context"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/survey"
)

// Data is everything that is held of one response, for the person who sent it.
type Data struct {
	*moderation.ResponseDetail
	Monitoring survey.Answers                 // of the other part
	Published  []moderation.PublishableAnswer // what of it is shown to the public
	AccessLog  []Access
}

// Access is one time that somebody at the council saw or changed the response. It
// names nobody.
type Access struct {
	At       time.Time
	Act, Why string
	Org      string
}

// DataByCode returns everything that is held of the response that code names.
func (s *Service) DataByCode(ctx context.Context, slug, code string) (h *Data, err error) {
	defer fault.Wrap(&err, "show a person what is held of their response to %s", slug)
	err = s.db.View(ctx, func(tx *db.Tx) error {
		id, err := intake.FindByWithdrawalCode(ctx, tx, slug, code)
		if err != nil {
			return err
		}
		h, err = s.subjectData(ctx, tx, slug, id)
		return err
	})
	return h, err
}

func (s *Service) subjectData(ctx context.Context, tx *db.Tx, slug, id string) (*Data, error) {
	one, err := s.moderation.GetResponseDetail(ctx, tx, slug, id)
	if err != nil {
		return nil, err
	}
	h := &Data{ResponseDetail: one}
	canonical, err := intake.GetMonitoring(ctx, tx, slug, id)
	if err != nil {
		return nil, err
	}
	if _, h.Monitoring, err = s.intake.ParseAnswers(ctx, tx, h.FormVersion, canonical); err != nil {
		return nil, err
	}
	for before := int64(0); ; {
		some, next, err := audit.List(ctx, tx, actor.System, audit.Filter{SubjectKind: "response", Subject: id, Before: before})
		if err != nil {
			return nil, err
		}
		for _, e := range some {
			h.AccessLog = append(h.AccessLog, Access{e.At, e.Act, e.Reason, e.Org})
		}
		if before = next; next == 0 {
			break
		}
	}
	for _, act := range []string{"export-responses", "export-monitoring", "read-write-ins"} {
		some, _, err := audit.List(ctx, tx, actor.System, audit.Filter{SubjectKind: "consultation", Subject: slug, Act: act})
		if err != nil {
			return nil, err
		}
		for _, e := range some {
			h.AccessLog = append(h.AccessLog, Access{e.At, e.Act, e.Reason, e.Org})
		}
	}
	slices.Reverse(h.AccessLog) // the audit log gives the latest first
	slices.SortStableFunc(h.AccessLog, func(a, b Access) int { return a.At.Compare(b.At) })
	h.Published, err = s.moderation.PublishedAnswers(ctx, tx, slug, h.ResponseRow)
	return h, err
}
