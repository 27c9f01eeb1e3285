{{/* What is said in more than one manifest. */}}

{{- define "remit.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" -}}
{{- else if contains (default .Chart.Name .Values.nameOverride) .Release.Name -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (default .Chart.Name .Values.nameOverride) | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "remit.selector" -}}
app.kubernetes.io/name: {{ default .Chart.Name .Values.nameOverride }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: server
{{- end -}}

{{- define "remit.labels" -}}
app.kubernetes.io/name: {{ default .Chart.Name .Values.nameOverride }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{- define "remit.image" -}}
{{ .Values.image.repository }}:{{ default .Chart.AppVersion .Values.image.tag }}
{{- end -}}

{{/* Settings that servers and the migration have in common: secrets by reference, never by value. */}}
{{- define "remit.environment" -}}
- name: REMIT_DATABASE_URL
  valueFrom:
    secretKeyRef: { name: {{ .Values.secrets.name | quote }}, key: {{ .Values.secrets.databaseUrlKey | quote }} }
- name: REMIT_REDIS_URL
  valueFrom:
    secretKeyRef: { name: {{ .Values.secrets.name | quote }}, key: {{ .Values.secrets.redisUrlKey | quote }} }
- name: REMIT_MASTER_KEY
  valueFrom:
    secretKeyRef: { name: {{ .Values.secrets.name | quote }}, key: {{ .Values.secrets.masterKeyKey | quote }} }
- name: REMIT_LISTEN
  value: "0.0.0.0:7448"
{{- if .Values.tls.secretName }}
- name: REMIT_TLS_CERTIFICATE
  value: /etc/remit/tls/tls.crt
- name: REMIT_TLS_KEY
  value: /etc/remit/tls/tls.key
{{- if .Values.tls.clientCaKey }}
- name: REMIT_TLS_CLIENT_CA
  value: /etc/remit/tls/{{ .Values.tls.clientCaKey }}
{{- end }}
{{- else }}
- name: REMIT_INSECURE
  value: "true"
{{- end }}
{{- end -}}

{{/* What a pod of so many processes may take; what the values say goes before it. */}}
{{- define "remit.resources" -}}
{{- $requests := dict "memory" (printf "%dMi" (mul 256 .processes)) -}}
{{- $limits := dict "memory" (printf "%dGi" (int .processes)) -}}
{{- toYaml (mergeOverwrite (dict "requests" $requests "limits" $limits) (deepCopy (default dict .values))) -}}
{{- end -}}

{{/* A user without rights, on a file system that nobody changes. */}}
{{- define "remit.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
seccompProfile: { type: RuntimeDefault }
{{- end -}}

{{- define "remit.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end -}}
