package entry

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
)

// Erased deletes what is held of the answers of a response that was erased, or
// from which words were taken out: the second keying of its form. What the
// comparison found stays; it holds no answer.
func Erased(ctx context.Context, tx *db.Tx, response string) error {
	_, err := tx.Exec(ctx, `UPDATE entry_second SET answers = '' WHERE EXISTS (
		SELECT 1 FROM entry_sheet s WHERE s.batch = entry_second.batch AND s.number = entry_second.number AND s.response = $1)`, response)
	return err
}
