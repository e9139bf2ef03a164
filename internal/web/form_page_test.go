package web

import (
	"testing"

	"github.com/folkmoot/folkmoot/internal/page/pagetest"
)

func TestFormPage(t *testing.T) {
	pagetest.Golden(t, "form", formPage)
}
