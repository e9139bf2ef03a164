package subjectaccessweb

import (
	"testing"

	"github.com/folkmoot/folkmoot/internal/page/pagetest"
)

func TestPages(t *testing.T) {
	pagetest.Golden(t, "my_response", myResponsePage)
	pagetest.Golden(t, "my_address", myAddressPage)
	pagetest.Golden(t, "requests", requestsPage)
	pagetest.Golden(t, "add_request", addRequestPage)
	pagetest.Golden(t, "request", requestPage)
}
