{{- define "countersign-push.name" -}}
{{- printf "%s" .Release.Name | trunc 52 | trimSuffix "-" -}}
{{- end -}}

{{- define "countersign-push.selector" -}}
app.kubernetes.io/name: countersign-push
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "countersign-push.labels" -}}
{{ include "countersign-push.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{- define "countersign-push.serviceAccount" -}}
{{- .Values.serviceAccount.name | default (include "countersign-push.name" .) -}}
{{- end -}}
