package moderationweb

import (
	"testing"

	"github.com/folkmoot/folkmoot/internal/page/pagetest"
)

func TestPages(t *testing.T) {
	pagetest.Golden(t, "list", listPage)
	pagetest.Golden(t, "one", responsePage)
	pagetest.Golden(t, "ask", purposePage)
	pagetest.Golden(t, "rows", monitoringPage)
	pagetest.Golden(t, "contacts", contactsPage)
	pagetest.Golden(t, "writeins", monitoringTextsPage)
	pagetest.Golden(t, "replies", publishingPage)
	pagetest.Golden(t, "published", publishedPage)
	pagetest.Golden(t, "patterns", clustersPage)
	pagetest.Golden(t, "retention", retentionPage)
	pagetest.Golden(t, "mine", subjectAccessPage)
	pagetest.Golden(t, "address", contactLookupPage)
}
