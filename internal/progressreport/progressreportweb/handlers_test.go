package progressreportweb

import (
	"testing"

	"github.com/folkmoot/folkmoot/internal/page/pagetest"
)

func TestPages(t *testing.T) {
	pagetest.Golden(t, "list", listPage)
	pagetest.Golden(t, "show", showPage)
	pagetest.Golden(t, "easy-read", easyPage)
	pagetest.Golden(t, "sign-off", signPage)
}
