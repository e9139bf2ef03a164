package draftweb

import (
	"testing"

	"github.com/folkmoot/folkmoot/internal/page/pagetest"
)

func TestPagesOfPublishing(t *testing.T) {
	pagetest.Golden(t, "check", checkPage)
	pagetest.Golden(t, "acts", actsPage)
	pagetest.Golden(t, "documents", documentsPage)
	pagetest.Golden(t, "paper", paperPage)
	pagetest.Golden(t, "editions", editionsPage)
	pagetest.Golden(t, "edition", editionPage)
	pagetest.Golden(t, "previews", previewsPage)
	pagetest.Golden(t, "preview", previewPage)
	pagetest.Golden(t, "preview_read", previewReadPage)
	pagetest.Golden(t, "preview_ask", previewAskPage)
}
