package entryweb

import (
	"testing"

	"github.com/folkmoot/folkmoot/internal/page/pagetest"
)

func TestPages(t *testing.T) {
	pagetest.Golden(t, "paper", paperPage)
	pagetest.Golden(t, "overview", overviewPage)
	pagetest.Golden(t, "batch", batchPage)
	pagetest.Golden(t, "key", keyPage)
	pagetest.Golden(t, "differ", differPage)
	pagetest.Golden(t, "aloud", aloudPage)
	pagetest.Golden(t, "join", joinPage)
	pagetest.Golden(t, "reply", replyViewPage)
	pagetest.Golden(t, "write", writePage)
	pagetest.Golden(t, "ask", askPage)
	pagetest.Golden(t, "submissions", submissionsPage)
	pagetest.Golden(t, "submission", submissionPage)
	pagetest.Golden(t, "erase", erasePage)
}
