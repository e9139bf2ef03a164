package intake

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"strings"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/definition/invent"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/survey"
)

// PlannedResponse is a response that a folder of definitions adds, as it will be stored. It has
// no place in the public record yet: its Index only tells it from the others.
type PlannedResponse struct {
	StoredResponse
	Form *survey.Form
}

// Planned returns the responses that loading f adds to consultation, whose files f.IsWrong does not
// name. forms will be in use. It stores nothing. Its error is fault.Invalid if the responses cannot
// be imported, which the checks of Definitions report.
func Planned(
	ctx context.Context, tx *db.Tx, f *definition.Folder, consultation string, forms []*survey.Form,
) ([]PlannedResponse, error) {
	folder := "consultations/" + consultation + "/"
	names := append(f.Match(folder+"responses.csv"), f.Match(folder+"responses.yaml")...)
	if len(names) == 0 {
		return nil, nil
	}
	csv, err := responsesIn(f, names[0], forms)
	if invalid, ok := errors.AsType[invent.Problems](err); ok {
		err = &fault.Error{Kind: fault.Invalid, Say: invalid.Error(), Err: err}
	}
	if err != nil {
		return nil, err
	}
	rows, err := readImport(consultation, byEdition(forms), bytes.NewReader(csv))
	if err != nil {
		return nil, err
	}
	known, err := knownResponses(ctx, tx, consultation)
	if err != nil {
		return nil, err
	}
	planned := make([]PlannedResponse, 0, len(rows))
	for i := range rows {
		r := &rows[i]
		if r.isAmong(known) {
			continue
		}
		state, reason, _ := strings.Cut(cmp.Or(r.status, string(Counted)), ":")
		p := PlannedResponse{Form: r.form, StoredResponse: StoredResponse{
			ID: r.committed.id, Index: int64(i), State: state, Reason: reason,
			Channel: string(r.response.Channel), Edition: r.response.Edition, FormVersion: r.response.FormVersion,
			Answers: r.response.Answers, Monitoring: r.response.Monitoring,
		}}
		if ResponseState(state) == Withdrawn {
			p.Answers, p.Monitoring = nil, nil
		}
		planned = append(planned, p)
	}
	return planned, nil
}
