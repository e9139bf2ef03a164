package moderationweb

import (
	"testing"

	"github.com/folkmoot/folkmoot/internal/page/pagetest"
)

func TestPages(t *testing.T) {
	pagetest.Golden(t, "list", listPage)
	pagetest.Golden(t, "one", onePage)
	pagetest.Golden(t, "ask", askPage)
	pagetest.Golden(t, "rows", rowsPage)
	pagetest.Golden(t, "contacts", contactsPage)
	pagetest.Golden(t, "writeins", writeInsPage)
	pagetest.Golden(t, "replies", repliesPage)
	pagetest.Golden(t, "published", publishedPage)
	pagetest.Golden(t, "patterns", patternsPage)
	pagetest.Golden(t, "retention", retentionPage)
	pagetest.Golden(t, "mine", minePage)
	pagetest.Golden(t, "address", addressPage)
}
