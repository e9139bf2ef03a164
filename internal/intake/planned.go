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
func (s *Service) Planned(
	ctx context.Context, tx *db.Tx, f *definition.Folder, consultation string, forms []*survey.Form,
) ([]PlannedResponse, error) {
	csv, err := responsesIn(f, consultation, forms)
	if invalid, ok := errors.AsType[invent.Problems](err); ok {
		err = &fault.Error{Kind: fault.Invalid, Say: invalid.Error(), Err: err}
	}
	if err != nil || csv == nil {
		return nil, err
	}
	rows, err := readImport(consultation, byEdition(forms), bytes.NewReader(csv))
	if err != nil {
		return nil, err
	}
	known, err := receiptCodes(ctx, tx, consultation)
	if err != nil {
		return nil, err
	}
	if err := EachID(ctx, tx, consultation, func(id string) error {
		known[id] = true
		return nil
	}); err != nil {
		return nil, err
	}
	planned := make([]PlannedResponse, 0, len(rows))
	for i := range rows {
		r := &rows[i]
		if known[r.code] || known[r.committed.id] {
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

// responsesIn returns the responses of f to consultation as a CSV file for Import; nil if f has none.
func responsesIn(f *definition.Folder, consultation string, forms []*survey.Form) ([]byte, error) {
	folder := "consultations/" + consultation + "/"
	if len(f.Match(folder+"responses.csv")) > 0 {
		return f.ReadFile(folder + "responses.csv")
	}
	if len(f.Match(folder+"responses.yaml")) == 0 {
		return nil, nil
	}
	data, err := f.ReadFile(folder + "responses.yaml")
	if err != nil {
		return nil, err
	}
	var def InventedDefinition
	var none definition.Problems // f.IsWrong otherwise
	f.Decode(&definition.File{Name: folder + "responses.yaml", Data: data}, &def, &none)
	return inventResponses(f, &def.Plan, forms)
}

func byEdition(forms []*survey.Form) map[string]*survey.Form {
	all := map[string]*survey.Form{}
	for _, form := range forms {
		all[form.Edition] = form
	}
	return all
}
