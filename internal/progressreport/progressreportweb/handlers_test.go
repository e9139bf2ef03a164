package progressreportweb

import (
	"testing"

	"github.com/folkmoot/folkmoot/internal/page/pagetest"
	"github.com/folkmoot/folkmoot/internal/web"
)

func TestPages(t *testing.T) {
	pagetest.Golden(t, "list", listPage)
	pagetest.Golden(t, "show", showPage)
	pagetest.Golden(t, "easy-read", web.EasyReadPage)
	pagetest.Golden(t, "sign-off", signPage)
}
