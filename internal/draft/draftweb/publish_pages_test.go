package draftweb

import (
	"testing"

	"github.com/folkmoot/folkmoot/internal/page/pagetest"
)

func TestPublishingPagesGolden(t *testing.T) {
	pagetest.Golden(t, "check", checkPage)
	pagetest.Golden(t, "status", statusPage)
	pagetest.Golden(t, "documents", documentsPage)
	pagetest.Golden(t, "document_edition", documentEditionPage)
	pagetest.Golden(t, "editions", editionsPage)
	pagetest.Golden(t, "edition", editionPage)
	pagetest.Golden(t, "import", importPage)
	pagetest.Golden(t, "preview_links", previewLinksPage)
	pagetest.Golden(t, "preview", previewPage)
	pagetest.Golden(t, "preview_document", previewDocumentPage)
	pagetest.Golden(t, "preview_questions", previewQuestionsPage)
}
