package consultationreportweb

import (
	"testing"

	"github.com/folkmoot/folkmoot/internal/page/pagetest"
)

func TestPages(t *testing.T) { pagetest.Golden(t, "show", showPage) }
