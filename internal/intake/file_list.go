package intake

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
)

// byResponse is the order of the files of a consultation.
var byResponse = db.Order{Columns: []db.Column{{Name: "response"}, {Name: "id"}}}

// ListFiles returns a page of the files that were sent with responses to a consultation, by the random ids of the
// responses. The caller checks who may read them.
func ListFiles(ctx context.Context, tx *db.Tx, slug, at string, size int) (page db.Page[*AttachedFile], err error) {
	stored, err := db.ReadPage(ctx, tx, scanFile, func(f storedFile) []any { return []any{f.response, f.id} },
		db.PageQuery{Order: byResponse, At: at, Size: size}, `SELECT `+fileColumns+` FROM intake_file`,
		`consultation = $1 AND response > ''`, slug)
	if err != nil {
		return page, err
	}
	all := make([]*AttachedFile, len(stored.Items))
	for i := range stored.Items {
		if all[i], err = stored.Items[i].open(stored.Items[i].secret); err != nil {
			return page, err
		}
		all[i].Response = stored.Items[i].response
	}
	return db.Paged(stored, all), nil
}

// HasFiles reports whether files were sent with responses to a consultation.
func HasFiles(ctx context.Context, tx *db.Tx, slug string) (bool, error) {
	return db.One(ctx, tx, db.Bool, `SELECT EXISTS (SELECT 1 FROM intake_file WHERE consultation = $1 AND response > '')`, slug)
}
