package intake

import (
	"context"
	"io"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/survey"
)

// CollectedResponses are the checked responses of a file to a consultation that was run elsewhere.
type CollectedResponses struct {
	consultation string
	rows         []importRow
}

// ReadCollected reads responses as [Service.Import] does.
func ReadCollected(consultation string, forms []*survey.Form, file io.Reader) (*CollectedResponses, error) {
	rows, err := readImport(consultation, byEdition(forms), file)
	return &CollectedResponses{consultation, rows}, err
}

// AddCollected stores the responses of a consultation that was run elsewhere, which the caller defines in the same transaction.
// No one can have responded to it here, so the person who publishes it adds them too.
func (s *Service) AddCollected(
	ctx context.Context, tx *db.Tx, leaves *record.Writer, by actor.Actor, all *CollectedResponses,
) (done ImportResult, err error) {
	defer fault.Wrap(&err, "add responses to %s", all.consultation)
	if !by.May(actor.Publish) {
		return done, fault.New(fault.Forbidden, "You do not have permission to import responses.")
	}
	done = ImportResult{Rows: len(all.rows)}
	return done, s.importRows(ctx, tx, leaves, by, all.consultation, all.rows, nil, &done)
}

// importedKey returns the key of a response that was imported from the given row.
func importedKey(consultation, row string) Key {
	return Key(digest.Labelled("folkmoot/import/v1", consultation, row))
}

// ImportedID returns the id of a response that was imported from the given row.
func ImportedID(consultation, row string) string {
	key := importedKey(consultation, row)
	return key.ID()
}
