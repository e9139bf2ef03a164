package moderationweb

import (
	"testing"

	"github.com/folkmoot/folkmoot/internal/page/pagetest"
)

func TestPages(t *testing.T) {
	pagetest.Golden(t, "responses", listPage)
	pagetest.Golden(t, "response", responsePage)
	pagetest.Golden(t, "purpose", purposePage)
	pagetest.Golden(t, "file", filePage)
	pagetest.Golden(t, "monitoring", monitoringPage)
	pagetest.Golden(t, "contacts", contactsPage)
	pagetest.Golden(t, "monitoring_texts", monitoringTextsPage)
	pagetest.Golden(t, "publishing", publishingPage)
	pagetest.Golden(t, "published", publishedPage)
	pagetest.Golden(t, "clusters", clustersPage)
}
