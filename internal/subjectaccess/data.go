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

// Data is everything that is held about one response, for the respondent.
type Data struct {
	*moderation.ResponseDetail
	Monitoring survey.Answers                 // equality monitoring answers
	Published  []moderation.PublishableAnswer // answers that are published now
	AccessLog  []Access                       // the earliest first
}

// Access is an access to the response or a change of it by an officer. It does not
// name the officer.
type Access struct {
	At       time.Time
	Act, Why string // as in the audit log
	Org      string // organisation of the officer
}

// DataByCode returns what is held about the response with the given withdrawal code.
func (s *Service) DataByCode(ctx context.Context, slug, code string) (data *Data, err error) {
	defer fault.Wrap(&err, "show the data of a response to %s", slug)
	err = s.db.View(ctx, func(tx *db.Tx) error {
		id, err := intake.FindByWithdrawalCode(ctx, tx, slug, code)
		if err != nil {
			return err
		}
		data, err = s.load(ctx, tx, slug, id)
		return err
	})
	return data, err
}

// sharedReads are the acts in which officers read many responses at once. The audit
// log has them under the consultation.
var sharedReads = []string{
	"export-responses", "export-responses-with-monitoring", "read-monitoring-texts", "export-response-files",
	"list-responses", "list-similar-responses", "list-answers-to-review", "list-differences",
}

// listActs are those of sharedReads in which officers looked through lists or searched.
// They do it many times a day, so each organisation has one line a day.
var listActs = []string{"list-responses", "list-similar-responses", "list-answers-to-review", "list-differences"}

// SearchedOrListed is the act of the lines for listActs.
const SearchedOrListed = "search-or-list"

func (s *Service) load(ctx context.Context, tx *db.Tx, slug, id string) (*Data, error) {
	detail, err := s.moderation.GetResponseDetail(ctx, tx, slug, id)
	if err != nil {
		return nil, err
	}
	data := &Data{ResponseDetail: detail}
	canonical, err := intake.GetMonitoring(ctx, tx, slug, id)
	if err != nil {
		return nil, err
	}
	if _, data.Monitoring, err = s.intake.ParseAnswers(ctx, tx, data.FormVersion, canonical); err != nil {
		return nil, err
	}
	own, err := accesses(ctx, tx, audit.Filter{SubjectKind: "response", Subject: id})
	if err != nil {
		return nil, err
	}
	data.AccessLog = own
	listed := map[string]bool{}
	for _, act := range sharedReads {
		shared, err := accesses(ctx, tx, audit.Filter{SubjectKind: "consultation", Subject: slug, Act: act})
		if err != nil {
			return nil, err
		}
		for _, a := range shared {
			if slices.Contains(listActs, act) {
				a.Act, a.Why = SearchedOrListed, ""
				day := a.At.UTC().Format(time.DateOnly) + a.Org
				if listed[day] {
					continue
				}
				listed[day] = true
			}
			data.AccessLog = append(data.AccessLog, a)
		}
	}
	slices.Reverse(data.AccessLog) // the audit log lists the latest first
	slices.SortStableFunc(data.AccessLog, func(a, b Access) int { return a.At.Compare(b.At) })
	data.Published, err = s.moderation.PublishedAnswers(ctx, tx, slug, data.ResponseRow)
	return data, err
}

// accesses returns all entries of the audit log that filter selects, the latest first.
func accesses(ctx context.Context, tx *db.Tx, filter audit.Filter) (all []Access, err error) {
	for {
		entries, err := audit.List(ctx, tx, actor.System, filter)
		if err != nil {
			return nil, err
		}
		for _, e := range entries.Items {
			all = append(all, Access{e.At, e.Act, e.Reason, e.Org})
		}
		if filter.At = entries.Next; filter.At == "" {
			return all, nil
		}
	}
}
