package progressweb

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/web"
)

// countHeard counts the responses that the latest releases count.
func (h *Handlers) countHeard(ctx context.Context, tx *db.Tx, _ time.Time) (k web.Kept, err error) {
	k.Words, k.Href = locale.Lazy("Responses to consultations that were counted"), "/consultations"
	if h.Service.Counted != nil {
		k.Number, err = h.Service.Counted(ctx, tx)
	}
	return k, err
}
