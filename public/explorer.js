SwaggerUIBundle({
  url: 'swagger/json',
  dom_id: '#explorer',
  deepLinking: true,
  defaultModelsExpandDepth: -1,
  validatorUrl: null,
})
