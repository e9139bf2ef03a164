package page_test

import (
	"testing"

	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/page/pagetest"
)

func TestPages(t *testing.T) { pagetest.Golden(t, "parts", page.PartsPage) }
