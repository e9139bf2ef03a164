package analysis

import (
	"strings"

	"github.com/folkmoot/folkmoot/internal/intake"
)

// responseStatus is the status of a response: "counted", "withdrawn", "excluded",
// or "excluded:" and a reason.
type responseStatus struct {
	at      recordPosition
	status  string
	cluster *cluster // because of which it is excluded
}

const (
	statusCounted   = string(intake.Counted)
	statusWithdrawn = string(intake.Withdrawn)
)

func (n *resultCounter) addStatus(stored intake.StoredResponse, status string, s *cluster) {
	n.statuses = append(n.statuses, responseStatus{recordPosition{stored.Epoch, stored.Index}, status, s})
}

// publicStatus returns a status without the cluster to which a response belongs.
func publicStatus(status string) string {
	if strings.HasPrefix(status, statusCampaign+"/") {
		return statusCampaign
	}
	return status
}

func (s responseStatus) publicStatus() string { return publicStatus(s.status) }

// statusCode returns the status of a response as in responseStatus.
func statusCode(stored intake.StoredResponse) string {
	if stored.Reason != "" && intake.ResponseState(stored.State) == intake.Excluded {
		return stored.State + ":" + stored.Reason
	}
	return stored.State
}
