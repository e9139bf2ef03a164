package importsweb

import (
	"testing"

	"github.com/folkmoot/folkmoot/internal/page/pagetest"
)

func TestPages(t *testing.T) {
	pagetest.Golden(t, "list", listPage)
	pagetest.Golden(t, "columns", columnsPage)
	pagetest.Golden(t, "details", detailsPage)
	pagetest.Golden(t, "check", checkPage)
	pagetest.Golden(t, "imported", importedPage)
	pagetest.Golden(t, "rows", rowsPage)
	pagetest.Golden(t, "unread", unreadPage)
}
