package exploreweb

import (
	"testing"

	"github.com/folkmoot/folkmoot/internal/page/pagetest"
)

func TestPages(t *testing.T) { pagetest.Golden(t, "tables", tablesPage) }
