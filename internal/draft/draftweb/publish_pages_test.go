package draftweb

import (
	"testing"

	"github.com/folkmoot/folkmoot/internal/page/pagetest"
)

func TestPublishingPagesGolden(t *testing.T) {
	pagetest.Golden(t, "check", checkPage)
	pagetest.Golden(t, "acts", statusPage)
	pagetest.Golden(t, "documents", documentsPage)
	pagetest.Golden(t, "paper", documentEditionPage)
	pagetest.Golden(t, "editions", editionsPage)
	pagetest.Golden(t, "edition", editionPage)
	pagetest.Golden(t, "previews", previewLinksPage)
	pagetest.Golden(t, "preview", previewPage)
	pagetest.Golden(t, "preview_read", previewDocumentPage)
	pagetest.Golden(t, "preview_ask", previewQuestionsPage)
}
